/// A list of people of one client and year: who, which columns, in whose habits.
struct PeopleList: Sendable {
  var title: String
  var client: Client?
  var year: Int
  var layout: Layout
  var items: [Item]
  var style: ListStyle
  var members: [Int]
  /// The date on the list's head.
  var made: Day

  var fields: Set<PlantedField> { Set(items.compactMap(\.field)) }

  init(
    title: String, client: Client?, year: Int, layout: Layout, style: ListStyle, members: [Int], made: Day
  ) {
    self.title = title
    self.client = client
    self.year = year
    self.layout = layout
    self.style = style
    self.members = members
    self.made = made
    // The branch number came with the insurance cards of 2021; lists of that year do not know it yet.
    items = year < 2022 ? layout.items.filter { $0 != .branch } : layout.items
  }

  /// All rows, header and bad habits included.
  func grid(of population: Population, seed: UInt64) -> Grid {
    var random = SeededGenerator(seed: seed, subject: 51, year * 1000 + (client?.number ?? 0))
    var rows = opening(&random)
    rows.reserveCapacity(members.count + 8)
    var count = 0
    for (head, spouse) in rowMembers(of: population) {
      count += 1
      let record = population.record(of: head, year: year)
      let other = spouse.map { population.record(of: $0, year: year) }
      rows.append(items.map { cell($0, record, other, count, &random) })
    }
    if style.hasTotal {
      rows.append(items.indices.map { .text($0 == 0 ? "合計" : $0 == 1 ? "\(count)件" : "") })
    }
    return Grid(name: title, rows: rows)
  }

  /// One member a row, but for couples: the spouse stands in the insured person's row.
  private func rowMembers(of population: Population) -> [(Int, Int?)] {
    guard items.contains(.spouseName) else { return members.map { ($0, nil) } }
    let here = Set(members)
    var spouses: [Int: Int] = [:]
    var rows: [(Int, Int?)] = []
    for id in members {
      let person = population.people[id]
      if let head = person.head, person.branch == 1, here.contains(head) { spouses[head] = id }
    }
    let paired = Set(spouses.values)
    for id in members where !paired.contains(id) { rows.append((id, spouses[id])) }
    return rows
  }

  private func opening(_ random: inout SeededGenerator) -> [[Cell]] {
    var rows: [[String]] = []
    if style.hasPreamble {
      rows.append([(client.map { $0.name + "様 " } ?? "") + "\(year)年度 " + title])
      rows.append(["作成日 " + made.text(.slashes), "", "全\(members.count)名"])
      rows.append([])
    }
    if style.header == .two {
      var last = ""
      rows.append(
        items.map { item in
          let group = Layout.group(of: item)
          defer { last = group }
          return group == last ? "" : group
        })
    }
    if style.header != .none {
      let manner = random.int(below: 12)
      rows.append(items.map { layout.title(of: $0, manner: manner, &random) })
    }
    return rows.map { $0.map(Cell.text) }
  }
}
