import CanonicalForms
import Cryptography

/// What a device tells its server of its disks. docs/formats/disks.md gives the bytes.
package enum DiskStatement: Sendable {
  /// A volume that is open on the device.
  case report(ProtectorReport)
  /// The metadata that a key is proved against.
  case copy(MetadataCopy)
  /// What it read of the sectors that it was asked for.
  case sectors(question: String, serial: String?, [SectorChallenge.Answer])
  /// A question that cannot be answered.
  case unanswered(question: String, Unanswered)
  /// A key that the device has put into a slot of its own, to be kept.
  case key(volume: String, slot: Int, SecretBytes)
  /// Whether the key of a slot is kept, for a device that did not hear the answer.
  case confirm(volume: String, slot: Int)

  /// Raw values stand in the message.
  package enum Unanswered: UInt8, Sendable {
    /// The volume is not open any more.
    case closed = 1
    case unreadable = 2
    /// Its sectors were written each time it looked.
    case busy = 3
  }
}

/// One request of a device.
package struct DiskMessage: Sendable {
  package var statements: [DiskStatement]

  package static let type = "application/vnd.hikae.disks"
  private static let magic = Array("hikae-disks/1\n".utf8)
  /// A device has a handful of volumes.
  package static let most = 64
  /// Longest key, in bytes.
  package static let longestKey = 512
  /// Longest identifier, in bytes of UTF-8.
  package static let longestText = 128
  /// Longest message: sixteen copies of LUKS metadata, and sectors.
  package static let longest = 6 << 20

  package init(_ statements: [DiskStatement]) { self.statements = statements }

  /// The caller wipes them where they hold a key.
  package var bytes: [UInt8] {
    // Room for all of it at once: a key is not left behind where an array has grown.
    var writer = ByteWriter(capacity: statements.reduce(64) { $0 + Self.room(for: $1) })
    writer.raw(Self.magic)
    writer.count(statements.count)
    for statement in statements {
      switch statement {
      case .report(let report):
        writer.byte(1)
        writer.block(report.json.canonicalBytes)
      case .copy(let copy):
        writer.byte(2)
        writer.block(copy.encoded)
      case .sectors(let question, let serial, let answers):
        writer.byte(3)
        writer.text(question)
        writer.text(serial ?? "")
        writer.count(answers.count)
        for answer in answers {
          writer.number(answer.sector)
          writer.block(answer.ciphertext)
          writer.raw(answer.plain.bytes)
        }
      case .unanswered(let question, let why):
        writer.byte(4)
        writer.text(question)
        writer.byte(why.rawValue)
      case .key(let volume, let slot, let key):
        writer.byte(5)
        writer.text(volume)
        writer.count(slot)
        writer.count(key.count)
        key.withBytes { for byte in $0 { writer.byte(byte) } }
      case .confirm(let volume, let slot):
        writer.byte(6)
        writer.text(volume)
        writer.count(slot)
      }
    }
    return writer.bytes
  }

  private static func room(for statement: DiskStatement) -> Int {
    switch statement {
    case .report: 16 << 10
    case .copy(let copy): copy.regions.reduce(1 << 10) { $0 + $1.bytes.count }
    case .sectors(_, _, let answers): answers.reduce(512) { $0 + $1.ciphertext.count + 64 }
    case .unanswered, .key, .confirm: 1 << 10
    }
  }

  /// - Throws: `damaged` for anything that `bytes` does not give.
  package init(parsing bytes: [UInt8]) throws(DiskEncryptionFailure) {
    guard bytes.count <= Self.longest, bytes.starts(with: Self.magic) else { throw Self.damaged }
    do {
      // No copy: it may hold a key, and the caller could not wipe that.
      var reader = ByteReader(bytes.dropFirst(Self.magic.count))
      let count = try reader.count()
      guard count <= Self.most else { throw Self.damaged }
      statements = []
      for _ in 0..<count { statements.append(try Self.statement(&reader)) }
      guard reader.isAtEnd else { throw Self.damaged }
    } catch {
      throw Self.damaged
    }
  }

  private static let damaged = DiskEncryptionFailure(.damaged, "the message about disks is damaged")

  private static func statement(_ reader: inout ByteReader) throws -> DiskStatement {
    switch try reader.byte() {
    case 1:
      guard let json = try? JSON(parsing: try reader.block()), let report = ProtectorReport(json) else { throw damaged }
      return .report(report)
    case 2: return .copy(try MetadataCopy(parsing: try reader.block()))
    case 3:
      let question = try text(&reader)
      let serial = try text(&reader)
      let count = try reader.count()
      guard count <= SectorQuestion.mostSectors else { throw damaged }
      var answers: [SectorChallenge.Answer] = []
      for _ in 0..<count {
        let sector = try reader.number()
        let ciphertext = try reader.block()
        guard SectorQuestion.sizes.contains(ciphertext.count), let plain = SHA256Digest(try reader.raw(32)) else {
          throw damaged
        }
        answers.append(SectorChallenge.Answer(sector: sector, ciphertext: ciphertext, plain: plain))
      }
      return .sectors(question: question, serial: serial.isEmpty ? nil : serial, answers)
    case 4:
      let question = try text(&reader)
      guard let why = DiskStatement.Unanswered(rawValue: try reader.byte()) else { throw damaged }
      return .unanswered(question: question, why)
    case 5:
      let (volume, slot) = (try text(&reader), try DiskMessage.slot(&reader))
      var key = try reader.block()
      defer { SecretBytes.wipe(&key) }
      guard (1...longestKey).contains(key.count) else { throw damaged }
      return .key(volume: volume, slot: slot, SecretBytes(key))
    case 6: return .confirm(volume: try text(&reader), slot: try slot(&reader))
    default: throw damaged
    }
  }

  static func text(_ reader: inout ByteReader) throws -> String {
    let bytes = try reader.block()
    guard bytes.count <= longestText, let text = String(validating: bytes, as: UTF8.self) else { throw damaged }
    return text
  }

  static func slot(_ reader: inout ByteReader) throws -> Int {
    let slot = try reader.integer()
    guard (0..<LUKSVolume.mostSlots).contains(slot) else { throw damaged }
    return slot
  }
}
