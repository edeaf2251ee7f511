/// What cannot be done with a disk, an image or a copy of metadata. The message never holds key material, nor bytes that
/// were read.
package struct DiskEncryptionFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// It cannot be opened or read.
    case unreadable
    /// Neither BitLocker nor LUKS is there.
    case notEncrypted = "not_encrypted"
    /// There is nothing usable left of the metadata.
    case damaged
    /// A version or a cipher that this program does not know.
    case unsupported
    /// Unlocking would cost more work or memory than is allowed.
    case tooExpensive = "too_expensive"
    /// There is no protector or slot of that name, or it has to be named.
    case protector
    /// A key file or a key is not one.
    case key
  }

  package let code: Code
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
