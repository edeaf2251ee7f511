/// How one office types: the habits that a list keeps from its first row to its last.
package struct ListStyle: Sendable {
  package enum Kana: Sendable { case full, half, hiragana }
  package enum Sex: Sendable { case short, long, code, latin }
  package enum Phone: Sendable { case hyphens, plain, parentheses, fullWidth, withoutZero }
  package enum Postal: Sendable { case hyphen, plain, mark, withoutZero }
  package enum Header: Sendable { case one, two, none }

  package var date: DateStyle
  package var kana: Kana
  package var separator: String
  package var sex: Sex
  package var phone: Phone
  package var postal: Postal
  package var header: Header
  package var hasFullWidthDigits: Bool
  package var leavesOutPrefecture: Bool
  package var hasPreamble: Bool
  package var hasTotal: Bool
  /// The characters of the register may be written (CP932 and Unicode can, JIS X 0208 cannot).
  package var writesVariants: Bool

  /// The tidy list of a system's export.
  package static let plain = ListStyle(
    date: .paddedSlashes, kana: .full, separator: "　", sex: .short, phone: .hyphens, postal: .hyphen, header: .one,
    hasFullWidthDigits: false, leavesOutPrefecture: false, hasPreamble: false, hasTotal: false, writesVariants: true)

  /// A client's habits.
  init(_ random: inout SeededGenerator) {
    date = random.pick(Self.dates)
    kana = random.pick([.full, .full, .full, .half, .half, .hiragana])
    separator = random.pick(["　", "　", " ", ""])
    sex = random.pick([.short, .short, .long, .code, .latin])
    phone = random.pick([.hyphens, .hyphens, .hyphens, .plain, .parentheses, .fullWidth, .withoutZero])
    postal = random.pick([.hyphen, .hyphen, .plain, .mark, .withoutZero])
    header = random.pick([.one, .one, .one, .one, .one, .one, .two, .none])
    hasFullWidthDigits = random.chance(perMille: 150)
    leavesOutPrefecture = random.chance(perMille: 120)
    hasPreamble = header != .none && random.chance(perMille: 350)
    hasTotal = header != .none && random.chance(perMille: 250)
    writesVariants = true
  }

  private init(
    date: DateStyle, kana: Kana, separator: String, sex: Sex, phone: Phone, postal: Postal, header: Header,
    hasFullWidthDigits: Bool, leavesOutPrefecture: Bool, hasPreamble: Bool, hasTotal: Bool, writesVariants: Bool
  ) {
    self.date = date
    self.kana = kana
    self.separator = separator
    self.sex = sex
    self.phone = phone
    self.postal = postal
    self.header = header
    self.hasFullWidthDigits = hasFullWidthDigits
    self.leavesOutPrefecture = leavesOutPrefecture
    self.hasPreamble = hasPreamble
    self.hasTotal = hasTotal
    self.writesVariants = writesVariants
  }

  private static let dates: [DateStyle] = [
    .slashes, .slashes, .paddedSlashes, .paddedSlashes, .hyphens, .dots, .compact, .compact, .kanji, .eraKanji,
    .eraKanji,
    .eraPadded, .eraDots, .eraDots, .eraSlashes, .eraShort, .eraCode, .serial, .midnight, .fullWidth,
  ]
}
