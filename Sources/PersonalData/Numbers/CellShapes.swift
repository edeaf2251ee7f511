/// Everything that one cell could be, by its shape and by its own check. A cell has many shapes; a column's type follows
/// from the majority of its cells together with its title and its neighbours.
package struct CellShapes: OptionSet, Sendable, Hashable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }
  private init(bit: UInt64) { rawValue = 1 << bit }

  /// Nothing but spaces.
  package static let empty = CellShapes(bit: 0)
  package static let digitsOnly = CellShapes(bit: 1)
  /// Digits with an optional sign.
  package static let integer = CellShapes(bit: 2)
  /// Digits with a decimal point.
  package static let decimal = CellShapes(bit: 3)
  /// A calendar date in any style, with or without a time of day.
  package static let date = CellShapes(bit: 4)
  package static let dateTime = CellShapes(bit: 5)
  /// A date at which somebody could have been born who is 0…105 years old.
  package static let birthPlausible = CellShapes(bit: 6)
  /// A date written as `19750102`.
  package static let compactDate8 = CellShapes(bit: 7)
  /// A date in a Japanese era, by name, letter or code.
  package static let eraDate = CellShapes(bit: 8)
  /// A telephone number of any kind, `servicePhone` included.
  package static let phone = CellShapes(bit: 9)
  /// A telephone number whose leading 0 is lost. Never together with `phone`.
  package static let phoneWithoutZero = CellShapes(bit: 10)
  package static let mobile = CellShapes(bit: 11)
  /// 0120, 0570 …
  package static let servicePhone = CellShapes(bit: 12)
  package static let postal = CellShapes(bit: 13)
  package static let email = CellShapes(bit: 14)
  /// A Japanese address with a block, or at least prefecture and municipality.
  package static let address = CellShapes(bit: 15)
  package static let foreignAddress = CellShapes(bit: 16)
  package static let myNumber = CellShapes(bit: 17)
  package static let corporateNumber = CellShapes(bit: 18)
  package static let insurerNumber8 = CellShapes(bit: 19)
  package static let insurerNumber6 = CellShapes(bit: 20)
  package static let licence = CellShapes(bit: 21)
  package static let card = CellShapes(bit: 22)
  package static let pension = CellShapes(bit: 23)
  package static let employmentInsurance = CellShapes(bit: 24)
  package static let residenceCard = CellShapes(bit: 25)
  package static let passport = CellShapes(bit: 26)
  package static let bankAccount = CellShapes(bit: 27)
  package static let iban = CellShapes(bit: 28)
  package static let ssn = CellShapes(bit: 29)
  package static let nino = CellShapes(bit: 30)
  package static let vat = CellShapes(bit: 31)
  /// Any other case of `NationalNumber`.
  package static let otherNational = CellShapes(bit: 32)
  /// 男, 女, M, female, 1, 2 …
  package static let sexWord = CellShapes(bit: 33)
  /// 1 or 2.
  package static let sexCode = CellShapes(bit: 34)
  /// A branch number (枝番): 00…09 or 1…9.
  package static let branch2 = CellShapes(bit: 35)
  /// Could be the symbol of an insurance card (記号): short, with a digit.
  package static let symbolLike = CellShapes(bit: 36)
  package static let time = CellShapes(bit: 37)
  package static let url = CellShapes(bit: 38)
  package static let money = CellShapes(bit: 39)
}
