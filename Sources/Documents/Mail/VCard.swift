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
  /// What the card itself says it is of.
  private var isOfNobody = false
  /// `N:;;;;`: there is no name of a person.
  private var isNameBlank = false

  mutating func add(_ property: VCardProperty) {
    let components = property.components
    let whole = components.filter { !$0.isEmpty }.joined(separator: " ")
    if property.name == "N", whole.isEmpty { isNameBlank = true }
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
    // RFC 6350, 6.1.4; Apple's address book.
    case "KIND": isOfNobody = ["ORG", "GROUP", "LOCATION", "APPLICATION", "DEVICE"].contains(whole.uppercased())
    case "X-ABSHOWAS": isOfNobody = whole.uppercased() == "COMPANY"
    default: break
    }
  }

  /// A card without any part of a name that shows the organisation itself.
  private var isOfOrganisation: Bool {
    guard nameParts.allSatisfy(\.isEmpty), !organisation.isEmpty else { return false }
    if formattedName == organisation { return true }
    return isNameBlank && (formattedName.isEmpty || formattedName.contains(organisation))
  }

  /// Of a company, a group or a thing: it goes on as such, without a name of somebody.
  var isOfPerson: Bool { !isOfNobody && !isOfOrganisation && !isOfService }

  /// Taxi, voicemail: what phones are sold with and what people save without a name.
  private var isOfService: Bool {
    let words = [formattedName, nameParts.joined()].filter { !$0.isEmpty }
    return !words.isEmpty && words.allSatisfy { Self.services.contains($0.lowercased()) }
  }

  private static let services: Set<String> = [
    "taxi", "voicemail", "voice mail", "mailbox", "police", "ambulance", "fire", "emergency", "hospital", "doctor",
    "dentist", "pharmacy", "school", "work", "office", "home", "bank", "pizza", "hotel", "customer service",
    "customer care", "helpdesk", "information", "answerphone", "mailbox sim", "apotheke", "polizei", "feuerwehr",
    "notruf", "arzt", "zahnarzt", "médecin", "pharmacie", "mairie", "banque", "école", "garage", "留守番電話", "タクシー",
    "警察", "消防", "救急", "病院", "歯医者", "美容院", "会社", "学校", "自宅", "時報", "天気予報",
  ]

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
