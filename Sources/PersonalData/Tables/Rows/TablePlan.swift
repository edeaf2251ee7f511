/// How to read the rows of a table whose columns are known: which cells make which person, and what else to note.
struct TablePlan {
  /// The columns of one person of a row. Most tables have one; lists of employee and spouse have two.
  struct Person {
    var group: PersonGroup
    /// All columns of this person that have a field, with the bit of the field and whether the value identifies.
    var columns: [Column] = []
    var anchors: [Int] = []
    /// Columns of whole addresses and of parts of them, in the order of the table: prefecture, city, block, building.
    var addressParts: [Int] = []
    private(set) var phones: [Int] = []
    /// Columns of the family name that somebody listed by the given name bears: 花子 of one row is not 花子 of another.
    var lent: [Int] = []
    /// That column holds the family name alone.
    var isLentFamily = false
    /// The first column of each role, by the role's raw value, or -1: looked at many times for each row.
    private var firsts = [Int32](repeating: -1, count: ColumnRole.allCases.count)

    struct Column {
      var index: Int
      var fieldBit: UInt64
      var identifies: Bool
    }

    init(group: PersonGroup) { self.group = group }

    mutating func add(_ finding: ColumnFinding) {
      let place = Int(finding.role.rawValue)
      if firsts[place] < 0 { firsts[place] = Int32(truncatingIfNeeded: finding.column) }
      if finding.role == .phone { phones.append(finding.column) }
      if finding.role == .address || finding.role == .addressPart {
        addressParts.append(finding.column)
        addressParts.sort()
      }
      let bit: UInt64 = finding.isNamedOnly ? 0 : finding.role.field.map { 1 << UInt64($0.index) } ?? 0
      let identifies = finding.role.identifies
      guard bit != 0 || identifies else { return }
      columns.append(Column(index: finding.column, fieldBit: bit, identifies: identifies))
      if finding.role.isAnchor { anchors.append(finding.column) }
    }

    func first(_ role: ColumnRole) -> Int? {
      let column = firsts[Int(role.rawValue)]
      return column < 0 ? nil : Int(column)
    }

    func has(_ role: ColumnRole) -> Bool { firsts[Int(role.rawValue)] >= 0 }

    /// Whether somebody else is the person that the rows of the plan are about.
    func isFurther(in plan: TablePlan) -> Bool {
      group.relation != .unnamed && group.relation != .member && group != plan.people.first?.group
    }
  }

  var people: [Person]
  var findings: [ColumnFinding]
  /// Columns of running text, where numbers and mail addresses are looked for.
  var remarks: [Int]
  /// Columns of anything else, some cells of which tell of illnesses: `近況`, `退職理由`, `家庭状況`.
  var told: [Int] = []
  var serialDates: Set<Int>
  /// Rows of the head that are titles, counted from the table's first row; data begins behind them.
  var firstDataRow: Int
  /// Some cells of the name columns are organisations: such rows are no people.
  var namesMayBeOrganisations: Bool
  /// Columns beside people that name further ones behind a relation: 祖母 山田花子.
  var mentions: [Int] = []
  /// Columns of names of which some cells hold several people.
  var several: Set<Int> = []
  /// Numbers that each person has one of, and of which the cells convince: a row is somebody by such a number alone.
  var provenNumbers: Set<ColumnRole>
  /// Nobody is named: the rows say who by an employee's, a pupil's or a patient's number.
  let isByNumber: Bool

  /// Assigns the columns to people: by the relation that titles name, or by blocks that repeat.
  init(
    findings: [ColumnFinding], firstDataRow: Int, namesMayBeOrganisations: Bool, provenNumbers: Set<ColumnRole> = []
  ) {
    self.provenNumbers = provenNumbers
    self.findings = findings
    self.firstDataRow = firstDataRow
    self.namesMayBeOrganisations = namesMayBeOrganisations
    remarks = findings.filter { $0.role == .remarks }.map(\.column)
    serialDates = Set(findings.filter(\.isSerialDate).map(\.column))
    people = TablePlan.people(of: findings)
    isByNumber = TablePlan.isByNumber(findings, people)
    for index in people.indices.dropFirst() where people[index].has(.givenName) && !people[index].has(.familyName) {
      people[index].lent = [people[0].first(.familyName) ?? people[0].first(.name)].compactMap { $0 }
      people[index].isLentFamily = people[0].has(.familyName)
    }
  }

  /// Notes the columns in which the sample of cells told something of the people of the rows.
  mutating func settleTold(_ tallies: [ColumnTally]) {
    told = findings.filter { finding in
      guard finding.column < tallies.count, tallies[finding.column].sensitiveCells > 0 else { return false }
      switch finding.role {
      case .none, .other: return !HeaderWords.isOfGoods(finding.title)
      // `内容` heads what was done for somebody as well as what was sold.
      case .thing: return HeaderWords.contents.contains(finding.title)
      default: return false
      }
    }.map(\.column)
  }

  /// Whether the rows are about people at all, and if so by what.
  /// Whether a cell says again what its column is called.
  func isTitle(_ cell: CellBytes, of column: Int) -> Bool {
    guard column < findings.count else { return false }
    let title = findings[column].title.utf8
    return title.count == cell.count && !cell.isEmpty && title.elementsEqual(cell)
  }

  var isAboutPeople: Bool {
    people.contains { person in
      !person.anchors.isEmpty || person.has(.myNumber) || person.has(.email)
        || person.has(.birthDate)
          && (person.has(.phone) || person.has(.insuranceNumber) || person.has(.address) || person.has(.sex))
        || provenNumbers.contains(where: person.has) || isAboutInsured(person)
    } || isByNumber
  }

  /// Rows that tell of people by the number that their employer, school or hospital gave them, and beside it something that
  /// is told of people only: results of a stress check, marks, illnesses.
  private static func isByNumber(_ findings: [ColumnFinding], _ people: [Person]) -> Bool {
    // The inspector of a machine has a number, too: what was measured or asked is the person's, other things are not.
    let areThings = findings.contains { $0.role == .thing && !HeaderWords.isItem($0.title) }
    guard !people.contains(where: { !$0.anchors.isEmpty }), !areThings else { return false }
    let numbers = findings.filter { $0.role == .employeeNumber || $0.role == .insuranceNumber }
    guard let number = numbers.first(where: { HeaderWords.isNumberOfPerson($0.title) }) else { return false }
    return findings.contains { finding in
      guard finding.column != number.column else { return false }
      switch finding.role {
      case .checkResult, .otherSensitive, .birthDate, .birthYear, .sex, .age, .email: return true
      default: return false
      }
    }
  }

  /// Rows that say who by the number of an insurance. Parts and assets have symbols and numbers, too: something that
  /// only people have must stand beside them, or the title must name the insurance.
  private func isAboutInsured(_ person: Person) -> Bool {
    let isNumbered = person.has(.symbolAndNumber) || person.has(.insuranceSymbol) && person.has(.insuranceNumber)
    guard isNumbered || person.has(.insuranceNumber), !findings.contains(where: { $0.role == .thing }) else {
      return false
    }
    if person.has(.insurerNumber) || findings.contains(where: { $0.role.isOfHealth && MedicalTitle.isOne($0.title) }) {
      return true
    }
    return isNumbered
      && (person.has(.birthDate) || person.has(.sex)
        || findings.contains { $0.role.isOfInsurance && MedicalTitle.namesInsurance($0.title) })
  }
}

extension ColumnRole {
  /// Its value goes into identity keys or organisation hints, so rows that differ in it are different records.
  var identifies: Bool {
    switch self {
    case .name, .familyName, .givenName, .kana, .kanaFamily, .kanaGiven, .birthDate, .birthEra, .birthYear,
      .birthMonth, .birthDay, .phone, .phoneFirst, .phoneSecond, .phoneThird, .email, .address, .addressPart,
      .insurer, .insurerNumber, .insuranceSymbol, .insuranceNumber, .symbolAndNumber, .branchNumber, .employer,
      .employeeNumber, .myNumber, .driversLicense, .residenceCard, .passport, .nationalNumber, .pensionNumber,
      .employmentInsurance, .formerFamilyName:
      true
    default: false
    }
  }

  /// Numbers of which a person has one, and of which no key is made (docs/counting.md).
  static let personalNumbers: [(role: ColumnRole, shape: CellShapes)] = [
    (.myNumber, .myNumber), (.driversLicense, .licence), (.residenceCard, .residenceCard), (.passport, .passport),
    (.pensionNumber, .pension), (.employmentInsurance, .employmentInsurance),
  ]

  fileprivate var isOfHealth: Bool { self == .checkResult || self == .otherSensitive }

  fileprivate var isOfInsurance: Bool {
    self == .insuranceSymbol || self == .insuranceNumber || self == .symbolAndNumber
  }
}
