import CanonicalForms
import Cryptography

/// What a browser says of a question that it has put to an authenticator (`clientDataJSON`; Web Authentication Level 3,
/// section 5.8.1). The authenticator signs its hash.
struct ClientData: Sendable, Hashable {
  enum Purpose: String, Sendable {
    case creation = "webauthn.create"
    case use = "webauthn.get"
  }

  /// Browsers write some 150 bytes, and may add to them.
  static let longest = 4096
  /// Ours have 32 bytes; what is shorter could be guessed.
  private static let challengeLengths = 16...128

  let type: String
  let challenge: [UInt8]
  let origin: String
  /// Whether it was asked for inside of a page of another site.
  let isFramed: Bool
  let hash: [UInt8]

  /// - Throws: `PasskeyFailure` with the code `malformed`.
  init(_ bytes: [UInt8]) throws(PasskeyFailure) {
    // What is not of interest here may hold fractions.
    guard bytes.count <= Self.longest, String(validating: bytes, as: UTF8.self) != nil,
      let json = try? JSON(parsing: bytes, fractions: .asText), case .object(let members) = json,
      let type = json["type"].string, let origin = json["origin"].string,
      let challenge = json["challenge"].string.flatMap(Base64URL.decode),
      Self.challengeLengths.contains(challenge.count)
    else { throw PasskeyFailure(.malformed) }
    if let crossOrigin = members["crossOrigin"], crossOrigin.boolean == nil { throw PasskeyFailure(.malformed) }
    self.type = type
    self.challenge = challenge
    self.origin = origin
    isFramed = json["crossOrigin"].boolean == true || members["topOrigin"] != nil
    hash = SHA256Digest(hashing: bytes).bytes
  }

  /// - Throws: `PasskeyFailure`: `purpose`, `challenge`, `origin`, `framed`.
  func require(_ purpose: Purpose, challenge: [UInt8], at party: RelyingParty) throws(PasskeyFailure) {
    guard type == purpose.rawValue else { throw PasskeyFailure(.purpose) }
    guard self.challenge == challenge else { throw PasskeyFailure(.challenge) }
    guard origin == party.origin else { throw PasskeyFailure(.origin) }
    guard !isFramed else { throw PasskeyFailure(.framed) }
  }
}
