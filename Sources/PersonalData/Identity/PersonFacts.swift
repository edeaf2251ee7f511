import JapaneseText

/// What one row, form or mention says of one person: the values that identify, as found, and which fields stand there.
/// Lives only while a file is read; nothing of it is stored.
package struct PersonFacts: Sendable, Equatable {
  /// Family and given name in one string, separated by a space where the source separates them.
  package var name: String?
  package var kana: String?
  package var birthDate: CivilDate?
  /// National digits of telephone numbers, see `PhoneNumber.digits`.
  package var phones: [UInt64] = []
  package var email: String?
  package var address: String?
  package var insurerNumber: String?
  package var insuranceSymbol: String?
  package var insuranceNumber: String?
  package var branchNumber: String?
  package var employeeNumber: String?
  /// All fields seen of this person, also those without a value above.
  package var fields = FieldSet(rawValue: 0)

  package init() {}
}
