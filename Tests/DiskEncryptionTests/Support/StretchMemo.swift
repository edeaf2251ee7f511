import Synchronization

@testable import DiskEncryption

/// Remembers what was stretched: the tests try thousands of volumes with few passwords and salts.
final class StretchMemo: Sendable {
  static let shared = StretchMemo()

  private struct Question: Hashable {
    let initial: [UInt8]
    let salt: [UInt8]
  }

  private let known = Mutex<[Question: SecretBytes]>([:])

  func stretch(_ initial: SecretBytes, _ salt: [UInt8]) -> SecretBytes? {
    let question = Question(initial: initial.withBytes { Array($0) }, salt: salt)
    if let answer = known.withLock({ $0[question] }) { return answer }
    let answer = KeyStretch.stretch(initial, salt: salt)
    known.withLock { $0[question] = answer }
    return answer
  }

  /// What was never stretched before: a key that opens nothing, at once. A changed salt or password makes another key, and
  /// one that is as wrong as this.
  func recall(_ initial: SecretBytes, _ salt: [UInt8]) -> SecretBytes? {
    let question = Question(initial: initial.withBytes { Array($0) }, salt: salt)
    return known.withLock { $0[question] } ?? SecretBytes([UInt8](repeating: 0x5A, count: 32))
  }

  /// Stretches in earnest, once for each password and salt.
  static var prover: BitLockerProver { BitLockerProver { shared.stretch($0, $1) } }
  /// Stretches nothing that was not stretched before.
  static var recallingProver: BitLockerProver { BitLockerProver { shared.recall($0, $1) } }
}
