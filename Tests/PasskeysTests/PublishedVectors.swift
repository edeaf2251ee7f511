import CanonicalForms
import Glibc

@testable import Passkeys

/// A key that was made and used: Web Authentication Level 3, section "Test Vectors".
struct PublishedVector: Sendable {
  let name: String
  let made: (challenge: [UInt8], client: [UInt8], attestation: [UInt8])
  let used: (challenge: [UInt8], authenticator: [UInt8], client: [UInt8], signature: [UInt8])

  static let party = RelyingParty(url: "https://example.org")

  /// The key and its ID, whether or not it would be taken.
  func attested() throws -> AuthenticatorData.Attested? {
    try AttestationObject(made.attestation).authenticatorData.attested
  }

  func assertion(_ credential: [UInt8]) throws -> PasskeyAssertion {
    try PasskeyAssertion(
      credential: credential, clientData: used.client, authenticatorData: used.authenticator,
      signature: used.signature, userHandle: nil)
  }

  static let all: [PublishedVector] = {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    guard let stream = fopen("/" + folder + "/Fixtures/webauthn-3.txt", "r") else { return [] }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    return stride(from: 0, to: lines.count - 7, by: 8).map { at in
      let values = lines[(at + 1)...(at + 7)].map { JSON.string(String($0)).bytes ?? [] }
      return PublishedVector(
        name: String(lines[at]), made: (values[0], values[1], values[2]),
        used: (values[3], values[4], values[5], values[6]))
    }
  }()

  static func named(_ name: String) -> PublishedVector? { all.first { $0.name == name } }
}
