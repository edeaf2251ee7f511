import DiskEncryption
import KeyEscrow

/// Files in which others give recovery keys away.
enum KeyFileTargets {
  static let all: [FuzzTarget] =
    KeyFileFormat.allCases.map { format in
      FuzzTarget(name: "keys_" + format.rawValue.replacing("-", with: "_")) { look(at: $0, as: format) }
    } + [FuzzTarget(name: "keys") { look(at: $0, as: nil) }]

  private static func look(at bytes: UnsafeRawBufferPointer, as format: KeyFileFormat?) {
    guard let content = KeyFileReader.read(SecretBytes(copying: bytes), as: format) else { return }
    for key in content.keys where key.kind == .recoveryPassword {
      let isOne = key.secret.withBytes { (try? RecoveryPassword(parsing: $0)) != nil }
      mustHold(isOne, "what is taken for a recovery password is one")
    }
    for entry in content.notUnderstood { mustHold(entry.line >= 1, "lines are counted from 1") }
  }
}
