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
  /// The family name that the same person bore before: nobody new, and what joins older lists with newer ones.
  case formerFamilyName
  /// Another name of the same person, or a part of it that names nobody by itself: middle name, nickname, business name.
  case otherName

  /// The field that a value in such a column stands for.
  package var field: Field? {
    switch self {
    case .name, .familyName, .givenName, .romanName, .formerFamilyName, .otherName: .name
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

extension ColumnRole {
  /// A value that each person of a row has one's own of.
  var isOfPerson: Bool {
    switch self {
    case .birthDate, .birthEra, .birthYear, .birthMonth, .birthDay, .age, .sex, .postalCode, .postalFirst,
      .postalSecond,
      .address, .addressPart, .phone, .phoneFirst, .phoneSecond, .phoneThird, .email, .myNumber, .nationalNumber,
      .formerFamilyName, .otherName:
      true
    default: false
    }
  }

  /// Names in the script that the person is listed by, kana apart.
  var isName: Bool { self == .name || self == .familyName || self == .givenName }
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
    case spouse, child, parent, dependent, householder, guardian, emergencyContact, applicant, member
    case husband, wife, joint, father, mother, grandparent, sibling
    case guarantor, policyHolder, beneficiary, agentOfRow, heir, decedent, mourner, supporter, referrer
    case sender, receiver, buyer, seller, owner, tenant, contact, driver
    /// Whose account or card stands in the row: mostly the person of the row once more, in kana or in Latin letters.
    case accountHolder
    /// Who handles the record or looks after its person; the number is that of the column.
    case handler
    /// Somebody further under a title that says nothing; the number is that of the column.
    case further

    /// Lists are made of such people as well: who has no other beside him is the one that the row is about.
    var mayBeOwn: Bool {
      switch self {
      case .unnamed, .principal, .applicant, .policyHolder, .sender, .receiver, .buyer, .seller, .owner, .tenant,
        .contact, .driver, .member, .householder, .accountHolder:
        true
      default: false
      }
    }

    /// Relatives who are listed by the given name alone, and bear the family name of the person of the row.
    var sharesFamilyName: Bool {
      switch self {
      case .spouse, .husband, .wife, .joint, .child, .parent, .father, .mother, .grandparent, .sibling, .dependent,
        .guardian, .member:
        true
      default: false
      }
    }
  }

  package static let unnamed = PersonGroup(relation: .unnamed, number: 0)
}
