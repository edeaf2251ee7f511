/// Why an answer of a browser's is not taken. For the server's log: people are told to try again.
package struct PasskeyFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// Not the bytes that the standard asks for: wrong encoding, wrong lengths, something left over.
    case malformed
    /// The answer to another question: made where one was to be used, or the other way round.
    case purpose
    /// Not the challenge that was given.
    case challenge
    /// Of another site, or of another host of this one.
    case origin
    /// Asked for inside of a page of another site.
    case framed
    /// For another name than this site's.
    case relyingParty = "relying_party"
    /// Nobody touched the device.
    case absent
    /// The device did not make sure who it was: no fingerprint, no face, no PIN.
    case unverified
    /// A key of a kind that was not asked for.
    case algorithm
    /// No sound key.
    case key
    /// An ID that is too short to be random, or too long.
    case credential
    /// What a device says of copies of its keys contradicts itself, or what it said before.
    case backup
    case signature
    /// The device has counted fewer uses than before: there may be two of it.
    case counter
  }

  package let code: Code

  init(_ code: Code) { self.code = code }

  package var description: String { "passkey: \(code.rawValue)" }
}
