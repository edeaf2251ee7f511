import CanonicalForms
import DiskEncryption

/// Tables with a title line: of one's own, of `csvde` (RFC 4180, octets as `X'…'`), of PowerShell's `Export-Csv`.
enum KeyTableReader {
  /// What a column holds.
  private enum Column {
    case device, name, volume, protector, key, made, kind
  }

  private static let titles: [String: Column] = [
    "device": .device, "devicename": .device, "deviceid": .device, "computer": .device, "computername": .device,
    "hostname": .device, "host": .device, "assetnumber": .device, "端末": .device, "端末番号": .device,
    "機器番号": .device, "管理番号": .device, "資産番号": .device, "コンピューター名": .device, "コンピュータ名": .device,
    "dn": .name, "distinguishedname": .name, "name": .name, "cn": .name,
    "volume": .volume, "volumeid": .volume, "uuid": .volume, "ボリューム": .volume,
    "protector": .protector, "protectorid": .protector, "keyprotectorid": .protector, "keyid": .protector,
    "recoverykeyid": .protector, "recoveryid": .protector, "recoveryguid": .protector, "msfverecoveryguid": .protector,
    "id": .protector, "slot": .protector, "回復キーid": .protector, "キーid": .protector, "識別子": .protector,
    "スロット": .protector,
    "key": .key, "recoverykey": .key, "recoverypassword": .key, "msfverecoverypassword": .key, "bitlockerkey": .key,
    "password": .key, "passphrase": .key, "回復キー": .key, "回復パスワード": .key, "キー": .key, "パスフレーズ": .key,
    "created": .made, "createddatetime": .made, "whencreated": .made, "date": .made, "作成日": .made, "作成日時": .made,
    "kind": .kind, "type": .kind, "種別": .kind, "種類": .kind,
  ]

  private static let kinds: [String: EscrowedKey.Kind] = [
    "bitlocker": .recoveryPassword, "recovery_password": .recoveryPassword, "回復パスワード": .recoveryPassword,
    "luks": .passphrase, "passphrase": .passphrase, "パスフレーズ": .passphrase, "filevault": .fileVault,
  ]

  /// Whether a line is the title line of a table with keys.
  static func hasTitles(_ line: UnsafeRawBufferPointer) -> Bool {
    guard line.count <= 65_536, let table = Table(line) else { return false }
    return table.columns.contains { $0 == .key }
  }

  static func read(_ text: SecretText) -> KeyFileContent {
    text.bytes.withBytes { bytes in
      var content = KeyFileContent(.csv, source: .table)
      guard var table = Table(bytes) else {
        content.notUnderstood.append(NotUnderstood(1, .noColumn))
        return content
      }
      guard table.columns.contains(.key) else {
        content.notUnderstood.append(NotUnderstood(table.line, .noColumn))
        return content
      }
      if table.isOfDirectory { content.source = .activeDirectory }
      while let record = table.next() { take(record, table.columns, into: &content) }
      if table.isBroken { content.notUnderstood.append(NotUnderstood(table.line, .damaged)) }
      return content
    }
  }

  private static func take(
    _ record: (line: Int, fields: [SecretBytes]), _ columns: [Column?], into content: inout KeyFileContent
  ) {
    func field(_ wanted: Column) -> SecretBytes? {
      zip(columns, record.fields).first { $0.0 == wanted && $0.1.count > 0 }?.1
    }
    func text(_ wanted: Column) -> String? { field(wanted)?.withBytes { $0.trimmed.text } }
    // An empty line at the end of a table is no record.
    guard record.fields.contains(where: { $0.count > 0 }) else { return }
    guard let key = field(.key) else {
      content.notUnderstood.append(NotUnderstood(record.line, .noKey))
      return
    }
    let names = text(.name).map(DistinguishedName.parts) ?? []
    let protector =
      field(.protector)?.withBytes(identifier)
      ?? names.first.flatMap { name in Array(name.utf8).withUnsafeBytes { $0.identifier } } ?? ""
    let device = text(.device) ?? names.dropFirst().first
    let made = field(.made)?.withBytes { value in
      Moment(generalizedTime: value.trimmed) ?? Moment(parsing: value.trimmed.text)
    }
    let kind = text(.kind).flatMap { kinds[$0.lowercased()] } ?? .recoveryPassword
    key.withBytes { value in
      guard kind != .recoveryPassword else {
        content.take(
          password: value.trimmed, protector: protector, device: device, made: made, line: record.line)
        return
      }
      content.keys.append(
        FoundKey(
          secret: SecretBytes(copying: value), kind: kind, device: device, volume: text(.volume), protector: protector,
          made: made, line: record.line))
    }
  }

  /// An identifier as text, as octets in hexadecimal (`X'…'`), or the number of a slot.
  private static func identifier(_ value: UnsafeRawBufferPointer) -> String? {
    let value = value.trimmed
    if let id = value.identifier { return id }
    if value.count == 35, value.hasPrefix("X'"), value.last == UInt8(ascii: "'"),
      let bytes = JSON.string(value.part(2..<34).text).bytes, let id = GUID(bytes)
    {
      return "\(id)"
    }
    return value.count <= 3 && !value.isEmpty && value.allSatisfy(UnsafeRawBufferPointer.isDigit) ? value.text : nil
  }

  /// A table in bytes, record by record. Each field is a secret: which of them holds a key is for the titles to say.
  private struct Table {
    private let bytes: UnsafeRawBufferPointer
    private let separator: UInt8
    private var place = 0
    /// Of the record that was read last.
    private(set) var line = 1
    private var following = 1
    private(set) var isBroken = false
    private(set) var columns: [Column?] = []
    private(set) var isOfDirectory = false

    /// - Returns: nil without a title line.
    init?(_ bytes: UnsafeRawBufferPointer) {
      self.bytes = bytes
      let first = bytes.part(0..<(bytes.firstIndex(of: 0x0A) ?? bytes.count))
      let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
      separator =
        candidates.max { a, b in first.count { $0 == a } < first.count { $0 == b } } ?? UInt8(ascii: ",")
      // `Export-Csv` of Windows PowerShell writes the type of its objects first.
      if first.hasPrefix("#TYPE") { _ = next() }
      guard let titles = next() else { return nil }
      columns = titles.fields.map { field in
        let title = field.withBytes { bytes in
          bytes.count > 100 ? "" : bytes.text.lowercased().filter { !" -_　\"".contains($0) }
        }
        if title.hasPrefix("msfve") { isOfDirectory = true }
        return KeyTableReader.titles[title]
      }
    }

    mutating func next() -> (line: Int, fields: [SecretBytes])? {
      guard place < bytes.count else { return nil }
      line = following
      var fields: [SecretBytes] = []
      while true {
        fields.append(field())
        guard place < bytes.count else { break }
        let end = bytes[place]
        place += 1
        if end == 0x0A { break }
      }
      following += 1
      return (line, fields)
    }

    /// Up to a separator or the end of the line.
    private mutating func field() -> SecretBytes {
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
        let start = place
        while place < bytes.count, bytes[place] != separator, bytes[place] != 0x0A { place += 1 }
        var end = place
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return SecretBytes(copying: bytes.part(start..<end))
      }
      let start = place + 1
      var doubled = 0
      place = start
      while place < bytes.count {
        if bytes[place] == 0x0A { following += 1 }
        if bytes[place] == UInt8(ascii: "\"") {
          guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "\"") else { break }
          doubled += 1
          place += 1
        }
        place += 1
      }
      let raw = bytes.part(start..<min(place, bytes.count))
      if place >= bytes.count { isBroken = true }
      // What stands between the quote and the separator belongs to nothing.
      while place < bytes.count, bytes[place] != separator, bytes[place] != 0x0A { place += 1 }
      return SecretBytes(count: raw.count - doubled) { out in
        var (from, to) = (0, 0)
        while from < raw.count, to < out.count {
          if raw[from] == UInt8(ascii: "\"") { from += 1 }
          if from < raw.count { out[to] = raw[from] }
          from += 1
          to += 1
        }
      }
    }
  }
}
