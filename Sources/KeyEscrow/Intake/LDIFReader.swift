import CanonicalForms
import DiskEncryption

/// LDIF (RFC 2849) of Active Directory: objects of the class msFVE-RecoveryInformation, which hang below their computer.
/// Their attributes are those of [MS-ADA2].
enum LDIFReader {
  static func read(_ text: SecretText) -> KeyFileContent {
    var content = KeyFileContent(.ldif, source: .activeDirectory)
    let (unfolded, numbers) = unfold(text)
    unfolded.withBytes { bytes in
      var record = Record()
      for (range, number) in zip(bytes.lines, numbers) {
        let line = bytes.part(range)
        if line.isEmpty {
          record.finish(into: &content)
          record = Record()
        } else if line[0] != UInt8(ascii: "#") {
          record.take(line, number: number)
        }
      }
      record.finish(into: &content)
    }
    return content
  }

  /// Lines that are continued by a space, joined; and where each begins.
  private static func unfold(_ text: SecretText) -> (SecretBytes, [Int]) {
    var numbers: [Int] = []
    var length = 0
    let joined = text.bytes.withBytes { bytes in
      SecretBytes(count: bytes.count + 1) { out in
        for (number, range) in bytes.lines.enumerated() {
          var line = bytes.part(range)
          if line.first == UInt8(ascii: " "), !numbers.isEmpty {
            line = line.part(1..<line.count)
            length -= 1
          } else {
            numbers.append(number + 1)
          }
          for byte in line {
            out[length] = byte
            length += 1
          }
          out[length] = 0x0A
          length += 1
        }
      }
    }
    return (joined.part(from: 0, count: length) ?? joined, numbers)
  }

  private struct Record {
    private var line = 0
    private var isKey = false
    private var name: String?
    private var protector: String?
    private var password: SecretBytes?
    private var made: Moment?

    mutating func take(_ text: UnsafeRawBufferPointer, number: Int) {
      if line == 0 { line = number }
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return }
      let attribute = text.part(0..<colon)
      var rest = text.part(colon + 1..<text.count)
      let isEncoded = rest.first == UInt8(ascii: ":")
      if isEncoded { rest = rest.part(1..<rest.count) }
      let given = rest.trimmed
      guard let value = isEncoded ? given.base64Decoded : SecretBytes(copying: given) else { return }
      value.withBytes { value in
        if attribute.isSame("dn") {
          name = value.text
        } else if attribute.isSame("objectClass"), value.isSame("msFVE-RecoveryInformation") {
          isKey = true
        } else if attribute.isSame("msFVE-RecoveryPassword") {
          isKey = true
          password = SecretBytes(copying: value)
        } else if attribute.isSame("msFVE-RecoveryGuid") {
          protector = value.count == 16 ? GUID(Array(value)).map { "\($0)" } : value.identifier
        } else if attribute.isSame("whenCreated") {
          made = Moment(generalizedTime: value)
        }
      }
    }

    func finish(into content: inout KeyFileContent) {
      guard isKey else { return }
      guard let password else {
        content.notUnderstood.append(NotUnderstood(line, .noKey))
        return
      }
      let names = DistinguishedName.parts(name ?? "")
      password.withBytes { text in
        content.take(
          password: text, protector: protector ?? names.first.flatMap(Self.identifier) ?? "",
          device: names.dropFirst().first, made: made, line: line)
      }
    }

    /// Of the name of the object: `2026-03-01T10:00:00-00:00{1234…}`.
    private static func identifier(_ name: String) -> String? {
      Array(name.utf8).withUnsafeBytes { $0.identifier }
    }
  }
}

/// The values of a distinguished name (RFC 4514), the object's own first.
enum DistinguishedName {
  static func parts(_ name: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var isEscaped = false
    for character in name {
      if isEscaped {
        part.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "," {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    parts.append(part)
    return parts.map { part in
      let value = part.firstIndex(of: "=").map { part[part.index(after: $0)...] } ?? part[...]
      return String(value.drop { $0 == " " })
    }
  }
}

extension Moment {
  /// `20260301100000.0Z`, as directories write it.
  init?(generalizedTime bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 15, bytes.count <= 20, bytes.last == UInt8(ascii: "Z"),
      bytes.prefix(14).allSatisfy(UnsafeRawBufferPointer.isDigit)
    else { return nil }
    func digits(_ start: Int, _ count: Int) -> String { bytes.part(start..<start + count).text }
    self.init(
      parsing:
        "\(digits(0, 4))-\(digits(4, 2))-\(digits(6, 2))T\(digits(8, 2)):\(digits(10, 2)):\(digits(12, 2))Z")
  }
}
