import CanonicalForms
import DiskEncryption

/// A key in a file that somebody hands over.
package struct FoundKey: Sendable {
  package let secret: SecretBytes
  package let kind: EscrowedKey.Kind
  /// As the file names it; nil when it does not.
  package let device: String?
  package let volume: String?
  /// Empty when the file does not say.
  package let protector: String
  package let made: Moment?
  /// Where it stands, from 1.
  package let line: Int
}

/// A place of a file where a key should be and is none. It names places, never digits.
package struct NotUnderstood: Sendable, Hashable {
  /// Raw values are phrases (`key_file.…`) and stand in the answers of commands.
  package enum Reason: Sendable, Hashable {
    /// These groups of a recovery password cannot be right.
    case groups([Int])
    /// It has so many digits.
    case digits(Int)
    case characters
    /// A record that should have a key and has none, or one that is none.
    case noKey
    /// The file ends inside of it, or it is damaged.
    case damaged
    /// A table without a column for keys.
    case noColumn
  }

  package let line: Int
  package let reason: Reason

  init(_ line: Int, _ reason: Reason) {
    self.line = line
    self.reason = reason
  }

  init(_ line: Int, _ fault: RecoveryPassword.Fault) {
    self.line = line
    switch fault {
    case .groups(let groups): reason = .groups(groups)
    case .digits(let count): reason = .digits(count)
    case .characters: reason = .characters
    }
  }
}

/// What a file of keys holds.
package struct KeyFileContent: Sendable {
  package let format: KeyFileFormat
  package internal(set) var keys: [FoundKey] = []
  package internal(set) var notUnderstood: [NotUnderstood] = []
  /// Where they come from.
  package internal(set) var source: EscrowedKey.Source

  init(_ format: KeyFileFormat, source: EscrowedKey.Source) {
    self.format = format
    self.source = source
  }

  /// Takes a recovery password, or says why it is none.
  mutating func take(
    password text: UnsafeRawBufferPointer, protector: String, device: String?, made: Moment? = nil, line: Int
  ) {
    do throws(RecoveryPassword.Fault) {
      let password = try RecoveryPassword(parsing: text)
      keys.append(
        FoundKey(
          secret: password.withText { SecretBytes(copying: $0) }, kind: .recoveryPassword, device: device, volume: nil,
          protector: protector, made: made, line: line))
    } catch {
      notUnderstood.append(NotUnderstood(line, error))
    }
  }
}

/// The forms in which others give keys away.
package enum KeyFileFormat: String, Sendable, CaseIterable {
  /// Of Active Directory: `ldifde`, `ldapsearch`.
  case ldif
  /// Microsoft Graph's `bitlockerRecoveryKey`.
  case graph
  /// Output of `manage-bde -protectors -get`, in any language.
  case manageBDE = "manage-bde"
  /// `BitLocker Recovery Key ….TXT`, in any language.
  case recoveryFile = "recovery-file"
  /// A table with a title line, also of `csvde` and `Export-Csv`.
  case csv
}
