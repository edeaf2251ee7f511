import Contents

/// The parts of a content: sheets, pages, messages, members of archives. What is said in a part of an organisation is said
/// of the people in it, and of nobody else: a mailbox holds letters to many clients.
struct ContentSections {
  private struct Section {
    var parent: Int?
    var said: [OrganisationHint.Said] = []
    var hasPeople = false
  }

  /// Of one part; the first ones are kept.
  private static let mostSaid = 64

  /// The first is the content as a whole.
  private var sections = [Section()]
  private var numbers: [Place: Int] = [Place(): 0]
  private(set) var current = 0
  /// By number of the table or passage; the first number is 1.
  private var ofTable: [Int] = [0]
  private var peopleStandIn = 0

  /// Whether people stand in more than one part. In one part alone, whatever is said anywhere is said of all of them.
  var holdApart: Bool { peopleStandIn > 1 }

  mutating func enter(_ place: Place) {
    var steps = place.steps
    while let last = steps.last, !Self.isPart(last) { steps.removeLast() }
    current = number(of: steps)
  }

  private static func isPart(_ step: Place.Step) -> Bool {
    switch step {
    case .member, .sheet, .page, .message: true
    case .table: false
    }
  }

  private mutating func number(of steps: [Place.Step]) -> Int {
    let place = Place(steps)
    if let known = numbers[place] { return known }
    let parent = number(of: Array(steps.dropLast()))
    sections.append(Section(parent: parent))
    numbers[place] = sections.count - 1
    return sections.count - 1
  }

  mutating func beginTable() { ofTable.append(current) }

  @inline(__always)
  mutating func noteRecord() { noteRecord(in: current) }

  /// Of a record that was held back to the end.
  mutating func noteRecord(ofTable table: Int) {
    if ofTable.indices.contains(table) { noteRecord(in: ofTable[table]) }
  }

  @inline(__always)
  private mutating func noteRecord(in section: Int) {
    if !sections[section].hasPeople {
      sections[section].hasPeople = true
      peopleStandIn += 1
    }
  }

  mutating func add(_ said: OrganisationHint.Said) {
    guard sections[current].said.count < Self.mostSaid, !sections[current].said.contains(said) else { return }
    sections[current].said.append(said)
  }

  /// What is said of the content as a whole; of all its parts, where they are not held apart.
  var ofWhole: [OrganisationHint.Said] {
    guard !holdApart else { return sections[0].said }
    var seen: Set<OrganisationHint.Said> = []
    return sections.flatMap(\.said).filter { seen.insert($0).inserted }
  }

  /// What is said of each part, by the parts around it too, without what is said of the whole.
  func forEachPart(_ body: (_ section: Int, _ said: [OrganisationHint.Said]) -> Void) {
    for number in sections.indices.dropFirst() {
      var said: [OrganisationHint.Said] = []
      var section = number
      while section != 0 {
        for item in sections[section].said where !said.contains(item) { said.append(item) }
        section = sections[section].parent ?? 0
      }
      if !said.isEmpty { body(number, said) }
    }
  }

  /// The part that a table or passage stands in.
  func section(ofTable table: Int) -> Int { ofTable.indices.contains(table) ? ofTable[table] : 0 }
}
