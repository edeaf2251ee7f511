/// One synthetic person: what stays the same over the years. What the lists of a year say is a `PersonRecord`.
package struct Person: Sendable {
  /// Position in the population.
  package var id: Int
  /// Number of the client, 0 for the office's own staff.
  package var client: Int
  var family: Int
  var given: Int
  package var isFemale: Bool
  package var birth: Int32
  var area: Int
  /// Telephone number with its leading zero, as digits of a decimal number without it; `groups` tells where it is cut.
  var phone: Telephone
  var employer: Int
  var symbol: Int
  var number: Int
  var branch: Int
  var employeeNumber: Int
  /// The insured person of the household that this person depends on.
  package var head: Int?
  package var years: Years
  var change: Change

  /// Financial years in whose lists the person stands.
  package struct Years: OptionSet, Sendable, Hashable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    package static let fy2020 = Years(rawValue: 1)
    package static let fy2021 = Years(rawValue: 2)
    package static let fy2022 = Years(rawValue: 4)
  }

  /// What is different in the second year. Each leaves enough for a careful clerk to see that it is the same person:
  /// two of name, kana, birth date, telephone and insurance number still agree wherever both lists have them.
  enum Change: UInt8, Sendable, CaseIterable {
    case none, moved, newSurname, newPhone, variantKanji, newSymbol, birthTypo
  }
}

/// A telephone number as its digits and groups.
struct Telephone: Sendable, Hashable {
  /// `03`, `1234`, `5678`.
  var area: String
  var middle: String
  var last: String

  var isMobile: Bool { area.utf8.count == 3 && area.hasSuffix("0") && area != "050" }
  var plain: String { area + middle + last }

  static func mobile(_ random: inout SeededGenerator) -> Telephone {
    Telephone(
      area: random.pick(["090", "080", "070"]), middle: digits(random.int(in: 1000...9999), 4),
      last: digits(random.int(below: 10000), 4))
  }

  static func fixed(_ codes: [String], _ random: inout SeededGenerator) -> Telephone {
    let area = random.pick(codes)
    let width = 6 - area.utf8.count
    // The exchange begins with 2…9.
    let middle =
      String(random.int(in: 2...9)) + digits(random.int(below: [1, 10, 100, 1000][max(0, width - 1)]), width - 1)
    return Telephone(
      area: area, middle: width == 1 ? String(middle.prefix(1)) : middle, last: digits(random.int(below: 10000), 4))
  }
}
