import Contents

/// Reads LDIF (RFC 2849), what directories are exported in: each entry of a person as a row, with base64 values and folded
/// lines; groups, units and services as text.
enum DirectoryReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var entries = DirectoryEntries(at: place, in: reading)
    try DecodedLines.each(of: source, at: place, in: reading) { line throws(UnreadReason) in try entries.take(line) }
    try entries.finish()
  }
}

private struct DirectoryEntries {
  private static let longestLine = 1 << 20
  private static let mostValues = 512
  private static let longestValue = 4_096

  private let reading: Reading
  private var people: RecordTable
  private var others: PassageOutlet
  private var line: [UInt8] = []
  private var values: [(name: [UInt8], value: [UInt8])] = []

  init(at place: Place, in reading: Reading) {
    self.reading = reading
    people = RecordTable(place, reading)
    others = PassageOutlet(place, reading)
  }

  mutating func take(_ next: ArraySlice<UInt8>) throws(UnreadReason) {
    if next.first == 0x20 {
      // The line before goes on.
      if line.count < Self.longestLine { line += next.dropFirst() }
      return
    }
    endLine()
    if next.isEmpty { return try endEntry() }
    line = Array(next)
  }

  mutating func finish() throws(UnreadReason) {
    endLine()
    try endEntry()
    try people.finish()
    try others.finish()
  }

  private mutating func endLine() {
    defer { line.removeAll(keepingCapacity: true) }
    guard line.first != UInt8(ascii: "#"), let colon = line.firstIndex(of: UInt8(ascii: ":")),
      values.count < Self.mostValues
    else { return }
    // `cn;lang-de: …`: options say nothing of what it is.
    let name = line[..<colon].prefix { $0 != UInt8(ascii: ";") }.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    var rest = line[(colon + 1)...]
    var isEncoded = false
    if let mark = rest.first, mark == UInt8(ascii: ":") || mark == UInt8(ascii: "<") {
      // What stands in another file is not here.
      if mark == UInt8(ascii: "<") { return }
      isEncoded = true
      rest = rest.dropFirst()
    }
    var value = Array(rest.withoutBlanks)
    if isEncoded {
      value = Self.decoded(value)
      // Photographs and certificates.
      if value.contains(0) || String(validating: value, as: UTF8.self) == nil && value.count > 1_024 { return }
      value = CharsetStream.decode(value)
    }
    if !value.isEmpty, value.count <= Self.longestValue { values.append((name, value)) }
  }

  private static func decoded(_ text: [UInt8]) -> [UInt8] {
    var decoder = Base64Decoder()
    var output: [UInt8] = []
    text.withUnsafeBytes { decoder.decode($0, into: &output) }
    return output
  }

  private mutating func endEntry() throws(UnreadReason) {
    guard !values.isEmpty else { return }
    defer { values.removeAll(keepingCapacity: true) }
    try reading.chargeEntry()
    guard isPerson else {
      for (name, value) in values where Self.telling.contains(String(decoding: name, as: UTF8.self)) {
        try others.append(name + [0x3A, 0x20] + value + [0x0A])
      }
      return
    }
    var record: RecordTable.Record = []
    var seen: [[UInt8]: Int] = [:]
    for (name, value) in values {
      guard let title = Self.titles[String(decoding: name, as: UTF8.self)] else { continue }
      let count = (seen[title] ?? 0) + 1
      seen[title] = count
      // Lines of a postal address (RFC 4517, 3.3.28).
      let isAddress = name.starts(with: Array("postaladdress".utf8)) || name.starts(with: Array("homepostal".utf8))
      let text = isAddress ? Self.joined(value) : value
      record.append((count == 1 ? title : title + Array(" \(count)".utf8), text))
    }
    try people.append(record)
  }

  private static func joined(_ address: [UInt8]) -> [UInt8] {
    address.flatMap { $0 == UInt8(ascii: "$") ? [UInt8(ascii: ","), 0x20] : [$0] }
  }

  /// By its classes (RFC 4519, RFC 2798, Active Directory), else by what it has.
  private var isPerson: Bool {
    var isSaid = false
    for (name, value) in values where name == Array("objectclass".utf8) {
      let word = String(decoding: value, as: UTF8.self).lowercased()
      // A computer of Active Directory is a user, too.
      if ["computer", "applicationprocess", "groupofnames", "groupofuniquenames", "posixgroup", "group"].contains(word)
      {
        return false
      }
      if Self.personClasses.contains(word) { isSaid = true }
    }
    let names = Set(values.map { String(decoding: $0.name, as: UTF8.self) })
    if isSaid { return names.contains("sn") || names.contains("givenname") || names.contains("mail") }
    return names.contains("sn") && (names.contains("givenname") || names.contains("mail"))
  }

  private static let personClasses: Set<String> = [
    "person", "organizationalperson", "inetorgperson", "user", "contact", "residentialperson", "mozillaabpersonalpha",
    "eduperson", "posixaccount", "inetlocalmailrecipient", "evolutionperson", "officeperson",
  ]

  /// Of entries that are no people.
  private static let telling: Set<String> = ["description", "o", "ou", "postaladdress"]

  /// Attributes by the titles that lists have over the same (RFC 4519, RFC 2798, RFC 4524 and what Active Directory adds).
  private static let titles: [String: [UInt8]] = [
    "cn": "full name", "displayname": "full name", "sn": "surname", "surname": "surname", "givenname": "given name",
    "mail": "email", "rfc822mailbox": "email", "mozillasecondemail": "email", "userprincipalname": "user principal",
    "telephonenumber": "telephone", "homephone": "home phone", "mobile": "mobile", "othertelephone": "telephone",
    "pager": "phone", "facsimiletelephonenumber": "fax", "postaladdress": "address", "homepostaladdress": "address",
    "street": "street", "streetaddress": "street", "postalcode": "postal code", "l": "city", "st": "state",
    "employeenumber": "employee number", "employeeid": "employee number", "o": "company", "company": "company",
    "ou": "department", "departmentnumber": "department", "department": "department", "title": "title",
    "dateofbirth": "date of birth", "birthdate": "date of birth", "schacdateofbirth": "date of birth",
    "schacgender": "gender", "gender": "gender", "schacpersonaluniqueid": "national id",
    "description": "description", "info": "description",
  ].mapValues { Array($0.utf8) }
}
