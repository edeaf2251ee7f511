import CanonicalForms
import Storage

/// Where a sealed key or a sealed copy of metadata lies.
enum SealedRow: Sendable, Hashable {
  case secret(device: String, id: String, protector: String)
  case copy(device: String, volume: String, part: String)

  /// As journal and alarms name it.
  var name: String {
    switch self {
    case .secret(_, let id, _): id
    case .copy(let device, let volume, let part): [device, volume, part].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  var device: String {
    switch self {
    case .secret(let device, _, _), .copy(let device, _, _): device
    }
  }

  var place: Envelope.Place {
    switch self {
    case .secret(let device, let id, let protector): .key(.init(id), device: device, protector: protector)
    case .copy(let device, let volume, let part): .metadata(device: device, volume: volume, part: part)
    }
  }

  /// Keys that were sealed before an epoch.
  static func secrets(before epoch: Int64, in session: SQLSession) throws -> [SealedRow] {
    try session.all(
      "SELECT device, id, protector FROM escrow_secret WHERE epoch < ? ORDER BY epoch, device, id", SQLValue(epoch)
    ) { .secret(device: $0.text(0), id: $0.text(1), protector: $0.text(2)) }
  }

  /// Copies of metadata that were sealed before an epoch.
  static func copies(before epoch: Int64, in session: SQLSession) throws -> [SealedRow] {
    try session.all(
      "SELECT device, volume, part FROM escrow_metadata WHERE epoch < ? ORDER BY epoch, device, volume, part",
      SQLValue(epoch)
    ) { .copy(device: $0.text(0), volume: $0.text(1), part: $0.text(2)) }
  }

  /// - Returns: nil when it is not there any more.
  func envelope(in session: SQLSession) throws -> Envelope? {
    func read(_ row: SQLRow) -> Envelope {
      Envelope(epoch: row.integer(0), wrapped: row.bytes(1), sealed: row.bytes(2))
    }
    switch self {
    case .secret(let device, let id, _):
      return try session.first(
        "SELECT epoch, wrapped, sealed FROM escrow_secret WHERE device = ? AND id = ?", SQLValue(device), SQLValue(id),
        read: read)
    case .copy(let device, let volume, let part):
      return try session.first(
        "SELECT epoch, wrapped, sealed FROM escrow_metadata WHERE device = ? AND volume = ? AND part = ?",
        SQLValue(device), SQLValue(volume), SQLValue(part), read: read)
    }
  }

  func put(_ envelope: Envelope, in session: SQLSession) throws {
    switch self {
    case .secret(let device, let id, _):
      try session.execute(
        "UPDATE escrow_secret SET epoch = ?, wrapped = ? WHERE device = ? AND id = ?", SQLValue(envelope.epoch),
        .blob(envelope.wrapped), SQLValue(device), SQLValue(id))
    case .copy(let device, let volume, let part):
      try session.execute(
        "UPDATE escrow_metadata SET epoch = ?, wrapped = ? WHERE device = ? AND volume = ? AND part = ?",
        SQLValue(envelope.epoch), .blob(envelope.wrapped), SQLValue(device), SQLValue(volume), SQLValue(part))
    }
  }
}
