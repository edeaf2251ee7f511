/// A kind of personal data. Raw values are the names in `--json` and in the database: a promise, never renamed.
package enum Field: String, Sendable, CaseIterable, Codable {
  case name, kana
  case birthDate = "birth_date"
  case sex
  case postalCode = "postal_code"
  case address, phone, email
  case insurer
  case insurerNumber = "insurer_number"
  case insuranceSymbol = "insurance_symbol"
  case insuranceNumber = "insurance_number"
  case branchNumber = "branch_number"
  case employer
  case employeeNumber = "employee_number"
  case appointment
  case checkResult = "check_result"
  case otherSensitive = "other_sensitive"
  case myNumber = "my_number"
  case driversLicense = "drivers_license"
  case passport
  case residenceCard = "residence_card"
  case pensionNumber = "pension_number"
  case employmentInsurance = "employment_insurance"
  case bankAccount = "bank_account"
  case cardNumber = "card_number"
  /// National numbers of other countries (US SSN, UK NINO, …).
  case nationalNumber = "national_number"
  /// IBAN and other account numbers of other countries.
  case iban
  /// EU VAT and other tax numbers of natural persons.
  case taxNumber = "tax_number"

  /// Special-care data (要配慮個人情報): reportable from one person on. APPI art. 2(3); check-up results are, the mere
  /// fact of having had a check-up is not (PPC guidelines 2-3(8), (9)).
  package var isSensitive: Bool { self == .checkResult || self == .otherSensitive }
}

/// A set of fields in one word.
package struct FieldSet: Sendable, Hashable, OptionSet, Codable {
  package var rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }
  package init(_ fields: some Sequence<Field>) {
    self.init(rawValue: fields.reduce(0) { $0 | (1 << UInt64($1.index)) })
  }

  package func contains(_ field: Field) -> Bool { rawValue & (1 << UInt64(field.index)) != 0 }
  package mutating func insert(_ field: Field) { rawValue |= 1 << UInt64(field.index) }
  package mutating func remove(_ field: Field) { rawValue &= ~(1 << UInt64(field.index)) }

  /// In the order of `Field.allCases`.
  package var fields: [Field] {
    var fields: [Field] = []
    var bits = rawValue
    while bits != 0 {
      let index = bits.trailingZeroBitCount
      if index < Field.inOrder.count { fields.append(Field.inOrder[index]) }
      bits &= bits - 1
    }
    return fields
  }

  /// Whether special-care data is among them.
  package var isSensitive: Bool { rawValue & FieldSet.sensitive.rawValue != 0 }

  private static let sensitive = FieldSet(Field.allCases.filter(\.isSensitive))
}

extension Field {
  fileprivate static let inOrder = allCases
  /// Position in `allCases`. New cases go at the end: stored sets rest on it.
  package var index: Int {
    // The cases have no payload: a value is its number, in the order of declaration (held by a test).
    Int(unsafeBitCast(self, to: UInt8.self))
  }
}
