import JapaneseText

/// Looks through cells of running text beside a person (`備考`, `メモ`) for what they tell of that person: illnesses and
/// results, mail addresses, and numbers that a label stands before.
struct RemarkReading {
  private let asOf: CivilDate
  private let scanner = NumberScanner()

  init(asOf: CivilDate) { self.asOf = asOf }

  /// The fields that a remark tells of. Most remarks end after one look at their bytes: only where a number has the shape
  /// of one that needs a label is the label looked for.
  func fields(in cell: CellBytes) -> FieldSet {
    guard cell.count >= 6 else { return [] }
    var (fields, needsLabels) = SensitiveWords.fields(in: cell)
    scanner.scan(cell) { finding in
      switch finding.kind {
      case .email: fields.insert(.email)
      case .card: fields.insert(.cardNumber)
      case .myNumber, .licence, .pension, .employmentInsurance, .residenceCard, .passport: needsLabels = true
      default: break
      }
    }
    if needsLabels, cell.count <= 8_000 {
      var values = PassageValues(PassageText(cell), asOf: asOf)
      values.find()
      values.findAccounts()
      for value in values.values where Self.labelled.contains(value.field) { fields.insert(value.field) }
    }
    return fields
  }

  private static let labelled = FieldSet([
    .myNumber, .driversLicense, .pensionNumber, .employmentInsurance, .residenceCard, .passport, .bankAccount,
  ])
}
