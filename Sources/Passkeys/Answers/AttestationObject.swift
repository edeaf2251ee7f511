/// What an authenticator gives back when it has made a key (Web Authentication Level 3, section 6.5).
///
/// Who made the authenticator is not asked for and not looked at: a statement that is there all the same has to be sound CBOR,
/// and nothing of it is kept.
struct AttestationObject: Sendable, Hashable {
  /// With certificates of a TPM.
  static let longest = 16 << 10

  let authenticatorData: AuthenticatorData

  /// - Throws: `PasskeyFailure`: `malformed`, and those of `AuthenticatorData`.
  init(_ bytes: [UInt8]) throws(PasskeyFailure) {
    guard bytes.count <= Self.longest else { throw PasskeyFailure(.malformed) }
    let object = try CBOR(parsing: bytes)
    guard case .map(let members) = object, members.count == 3, case .text(let format)? = object["fmt"],
      case .map(let statement)? = object["attStmt"], let data = object["authData"]?.byteString
    else { throw PasskeyFailure(.malformed) }
    // The format without a statement has none.
    guard format != "none" || statement.isEmpty else { throw PasskeyFailure(.malformed) }
    authenticatorData = try AuthenticatorData(data)
  }
}
