import CanonicalForms

@testable import Passkeys

/// What browsers and security keys answer.
enum PasskeyTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "cbor") { bytes in
      guard let value = try? CBOR(parsing: Array(bytes)) else { return }
      mustHold(encoded(value) == Array(bytes), "there is one encoding of a value")
    },
    FuzzTarget(name: "cose_key") { bytes in
      guard let key = try? PasskeyPublicKey(Array(bytes)) else { return }
      mustHold(key.bytes == Array(bytes), "a key is stored as it was written")
      mustHold(!key.isValid([UInt8](repeating: 0, count: 64), of: key.bytes), "nothing is signed by zeros")
    },
    FuzzTarget(name: "authenticator_data") { bytes in
      guard let data = try? AuthenticatorData(Array(bytes)) else { return }
      mustHold(bytes.count <= AuthenticatorData.longest, "long ones are refused")
      mustHold(
        data.attested.map { AuthenticatorData.credentialLengths.contains($0.credential.count) } != false,
        "IDs have their lengths")
    },
    FuzzTarget(name: "attestation_object") { bytes in
      guard (try? AttestationObject(Array(bytes))) != nil else { return }
      mustHold(bytes.count <= AttestationObject.longest, "long ones are refused")
    },
    FuzzTarget(name: "client_data") { bytes in
      guard let data = try? ClientData(Array(bytes)) else { return }
      mustHold(
        Base64URL.decode(Base64URL.encode(data.challenge)) == data.challenge, "bytes are read as they are written")
    },
  ]

  private static func head(_ kind: UInt8, _ number: UInt64) -> [UInt8] {
    func bytes(_ count: Int) -> [UInt8] { (0..<count).reversed().map { UInt8(number >> (8 * $0) & 0xFF) } }
    let low: (UInt8, Int) =
      switch number {
      case ..<24: (UInt8(number), 0)
      case ..<0x100: (24, 1)
      case ..<0x1_0000: (25, 2)
      case ..<0x1_0000_0000: (26, 4)
      default: (27, 8)
      }
    return [kind << 5 | low.0] + bytes(low.1)
  }

  private static func encoded(_ value: CBOR) -> [UInt8] {
    switch value {
    case .unsigned(let number): head(0, number)
    case .negative(let number): head(1, number)
    case .bytes(let bytes): head(2, UInt64(bytes.count)) + bytes
    case .text(let text): head(3, UInt64(text.utf8.count)) + Array(text.utf8)
    case .array(let values): head(4, UInt64(values.count)) + values.flatMap(encoded)
    case .map(let members):
      head(5, UInt64(members.count)) + members.flatMap { encoded($0.key) + encoded($0.value) }
    case .bool(let bool): [bool ? 0xF5 : 0xF4]
    case .null: [0xF6]
    }
  }
}
