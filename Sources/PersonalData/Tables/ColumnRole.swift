/// What a column holds, finer than `Field`: a name may be split over columns, a date stand in three.
package enum ColumnRole: UInt8, Sendable, CaseIterable {
  case none
  case name, familyName, givenName
  /// The same person's name in Latin letters, beside one in kanji or kana.
  case romanName
  case kana, kanaFamily, kanaGiven
  case birthDate, birthEra, birthYear, birthMonth, birthDay
  case age, sex
  case postalCode, postalFirst, postalSecond
  case address, addressPart
  case phone, phoneFirst, phoneSecond, phoneThird
  case email
  case insurer, insurerNumber
  case insuranceSymbol, insuranceNumber, symbolAndNumber, branchNumber
  case employer, department, employeeNumber
  case appointment
  case checkResult, otherSensitive
  case myNumber, driversLicense, passport, residenceCard, pensionNumber, employmentInsurance
  case bankAccount, cardNumber, nationalNumber, iban, taxNumber
  /// Somebody who handles the record at the holder's own office: a physician, a clerk. Not counted (docs/counting.md).
  case handler
  /// A name of a thing: product, shop, town. Says that the table's other names may be no people.
  case thing
  /// A column of running text, in which numbers and mail addresses are looked for.
  case remarks
  /// A number or word known to be something else (row number, date of entry, price): keeps it from being guessed.
  case other

  /// The field that a value in such a column stands for.
  package var field: Field? {
    switch self {
    case .name, .familyName, .givenName, .romanName: .name
    case .kana, .kanaFamily, .kanaGiven: .kana
    case .birthDate, .birthYear, .birthMonth, .birthDay: .birthDate
    case .sex: .sex
    case .postalCode, .postalFirst, .postalSecond: .postalCode
    case .address, .addressPart: .address
    case .phone, .phoneFirst, .phoneSecond, .phoneThird: .phone
    case .email: .email
    case .insurer: .insurer
    case .insurerNumber: .insurerNumber
    case .insuranceSymbol: .insuranceSymbol
    case .insuranceNumber, .symbolAndNumber: .insuranceNumber
    case .branchNumber: .branchNumber
    case .employer: .employer
    case .employeeNumber: .employeeNumber
    case .appointment: .appointment
    case .checkResult: .checkResult
    case .otherSensitive: .otherSensitive
    case .myNumber: .myNumber
    case .driversLicense: .driversLicense
    case .passport: .passport
    case .residenceCard: .residenceCard
    case .pensionNumber: .pensionNumber
    case .employmentInsurance: .employmentInsurance
    case .bankAccount: .bankAccount
    case .cardNumber: .cardNumber
    case .nationalNumber: .nationalNumber
    case .iban: .iban
    case .taxNumber: .taxNumber
    case .none, .birthEra, .age, .department, .handler, .thing, .remarks, .other: nil
    }
  }

  /// Identifies a person well enough that a row which has it is about somebody.
  var isAnchor: Bool {
    switch self {
    case .name, .familyName, .givenName, .kana, .kanaFamily, .kanaGiven: true
    default: false
    }
  }
}

/// Whose column it is when a row speaks of several people: the part of the title before the field's own word
/// (`配偶者`生年月日), and a running number (`家族2`氏名).
package struct PersonGroup: Sendable, Hashable {
  package var relation: Relation
  package var number: Int

  package enum Relation: UInt8, Sendable {
    /// No relation is named.
    case unnamed
    /// 本人, 受診者, 被保険者, employee: the person the row is about.
    case principal
    case spouse, child, father, mother, dependent, householder, guardian, emergencyContact, applicant, member
  }

  static let unnamed = PersonGroup(relation: .unnamed, number: 0)
}
