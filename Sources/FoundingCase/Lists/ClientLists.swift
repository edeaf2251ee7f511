/// The lists of one client: what it sent each year, and in which form.
struct ClientLists {
  let population: Population
  let seed: UInt64
  let client: Client

  /// A list with the name and format of its file.
  struct Listed {
    var list: PeopleList
    var format: ListFormat

    var fileName: String { list.title + "." + format.fileExtension }
  }

  /// Members in whose lists of that year they stand.
  func members(_ year: Int) -> [Int] {
    let years: Person.Years = year == 2020 ? .fy2020 : year == 2021 ? .fy2021 : .fy2022
    return population.members[client.number].filter { population.people[$0].years.contains(years) }
  }

  /// The list that the client sent: everybody of that year.
  func main(_ year: Int) -> Listed {
    var random = SeededGenerator(seed: seed, subject: 61, client.number * 10 + year % 10)
    let members = members(year)
    var format = ListFormat.draw(people: members.count, &random)
    var layout: Layout = random.pick([
      .whole, .application, .application, .society, .divided, .couple, .portal, .latin, .interchange,
    ])
    var style = ListStyle(&random)
    if client.number == ClientList.watchedNumber {
      // The society that everybody asks about: its two lists are an ordinary export and an ordinary workbook.
      format = year == 2021 ? .delimited(.cp932) : .workbook
      layout = year == 2021 ? .society : .whole
      style.header = .one
    }
    switch format {
    case .fixedWidth: layout = .interchange
    case .printed: layout = .printed
    // Somebody who types a date into a spreadsheet gets a serial number under a date format.
    case .workbook, .oldWorkbook, .mail: if random.chance(perMille: 450) { style.date = .serial }
    default: break
    }
    if layout == .interchange {
      style.kana = .half
      style.date = format == .fixedWidth ? .compact : random.pick([.compact, .eraCode, .slashes])
      style.sex = .code
    }
    if layout == .latin || layout == .couple || layout == .divided, style.header == .none { style.header = .one }
    if style.header == .none {
      // Without titles only plain spellings can still be told apart by anybody.
      style.date = random.pick([.slashes, .paddedSlashes, .hyphens, .eraDots, .compact])
      style.phone = .hyphens
      style.postal = .hyphen
    }
    if format == .printed {
      style.header = .one
      style.date = random.pick([.slashes, .eraDots, .paddedSlashes])
    }
    if format == .json {
      style.header = .one
      style.hasPreamble = false
      style.hasTotal = false
    }
    style.writesVariants = format.hasVariants
    let title = random.pick(["申込者一覧", "健診申込者名簿", "受診者リスト", "対象者一覧", "健診申込データ"])
    return Listed(
      list: PeopleList(
        title: "\(title)_\(client.shortName)_\(year)", client: client, year: year, layout: layout, style: style,
        members: members, made: Day(year, random.int(in: 4...9), random.int(in: 1...28))),
      format: format)
  }

  /// A list of our own making from the same people, tidy.
  func tidy(_ title: String, year: Int, layout: Layout, members: [Int], made: Day) -> PeopleList {
    PeopleList(
      title: title, client: client, year: year, layout: layout, style: .plain, members: members, made: made)
  }
}
