/// What is gathered from one card.
struct VCard {
  private var formattedName = ""
  private var nameParts: [String] = []
  private var kana: [String] = ["", ""]
  private var birthDate = ""
  private var telephones: [String] = []
  private var mobiles: [String] = []
  private var mails: [String] = []
  private var postalCode = ""
  private var addresses: [String] = []
  private var organisation = ""
  private var notes: [String] = []

  mutating func add(_ property: VCardProperty) {
    let components = property.components
    let whole = components.filter { !$0.isEmpty }.joined(separator: " ")
    guard !whole.isEmpty else { return }
    switch property.name {
    case "FN": formattedName = whole
    case "N": nameParts = components
    case "SOUND", "X-PHONETIC-NAME":
      if kana == ["", ""] { kana = [components[0], components.dropFirst().first ?? ""] }
    case "X-PHONETIC-LAST-NAME": kana[0] = whole
    case "X-PHONETIC-FIRST-NAME": kana[1] = whole
    case "BDAY": birthDate = whole
    case "TEL":
      if property.isOfType("CELL") { mobiles.append(telephone(whole)) } else { telephones.append(telephone(whole)) }
    case "EMAIL": mails.append(whole)
    case "ADR": addAddress(components)
    case "ORG": organisation = whole
    case "NOTE": notes.append(whole)
    default: break
    }
  }

  var isEmpty: Bool { row.allSatisfy(\.isEmpty) }

  /// In the order of the reader's header.
  var row: [String] {
    [
      name, kana.filter { !$0.isEmpty }.joined(separator: " "), birthDate, list(telephones), list(mobiles), list(mails),
      postalCode, list(addresses), organisation, list(notes),
    ]
  }

  /// Family and given name in the order of a Japanese name when it is written in Japanese, else as the card shows it.
  private var name: String {
    let parts = nameParts.prefix(3).filter { !$0.isEmpty }
    let isJapanese = parts.contains { $0.unicodeScalars.contains { $0.value >= 0x3040 } }
    if isJapanese || formattedName.isEmpty { return parts.isEmpty ? formattedName : parts.joined(separator: " ") }
    return formattedName
  }

  /// Post office box, extension, street, town, region, postal code, country (RFC 6350, 6.3.1).
  private mutating func addAddress(_ components: [String]) {
    let parts = components + Array(repeating: "", count: max(0, 7 - components.count))
    if postalCode.isEmpty { postalCode = parts[5] }
    let isJapanese = parts.contains { $0.unicodeScalars.contains { $0.value >= 0x3040 } }
    let order = isJapanese ? [4, 3, 2, 1, 0] : [0, 1, 2, 3, 4]
    let text = order.map { parts[$0] }.filter { !$0.isEmpty }.joined(separator: isJapanese ? "" : ", ")
    if !text.isEmpty { addresses.append(text) }
  }

  private func telephone(_ text: String) -> String { text.hasPrefix("tel:") ? String(text.dropFirst(4)) : text }
  private func list(_ values: [String]) -> String { values.prefix(8).joined(separator: " / ") }
}
