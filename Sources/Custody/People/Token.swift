import PersonalData

/// An identity key under the token key: 128 bits that mean nothing without it. Still personal data: whoever holds the
/// key can test a guess.
package struct Token: Sendable, Hashable {
  package let kind: IdentityKind
  /// 16 bytes.
  package let bytes: [UInt8]

  package init(kind: IdentityKind, bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }
}
