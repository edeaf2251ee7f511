/// The work that a LUKS slot asks for before a passphrase becomes a key. It comes from the header, so from whoever wrote
/// the disk, and is bounded here.
package enum PasswordWork: Sendable, Hashable {
  case pbkdf2(iterations: UInt64)
  /// Argon2i or Argon2id; memory in KiB.
  case argon2(name: String, passes: UInt64, memory: UInt64, lanes: UInt64)

  package var name: String {
    switch self {
    case .pbkdf2: "pbkdf2"
    case .argon2(let name, _, _, _): name
    }
  }

  /// PBKDF2 that takes two seconds on a quick machine has some five million; a hundred times the default's memory, or a
  /// minute of work, serve nobody who wants to open his disk.
  static let mostIterations: UInt64 = 50_000_000
  /// Memory of 1 GiB is what cryptsetup itself uses at most unless it is told otherwise.
  static let mostMemory: UInt64 = 1 << 20
  /// Memory × passes, in KiB.
  static let mostFilled: UInt64 = 16 << 20
  static let mostLanes: UInt64 = 16

  var isBounded: Bool {
    switch self {
    case .pbkdf2(let iterations): iterations > 0 && iterations <= Self.mostIterations
    case .argon2(_, let passes, let memory, let lanes):
      passes > 0 && memory > 0 && memory <= Self.mostMemory && passes <= Self.mostFilled / memory
        && lanes > 0 && lanes <= Self.mostLanes
    }
  }

  /// About how much work it is, for trying the cheapest first.
  var weight: UInt64 {
    switch self {
    case .pbkdf2(let iterations): iterations
    case .argon2(_, let passes, let memory, _): passes.multipliedReportingOverflow(by: memory).partialValue
    }
  }
}
