import CanonicalForms

/// Sectors that a device is asked to read, raw and through its system.
package struct SectorQuestion: Sendable, Hashable {
  package static let mostSectors = 64
  static let sizes = [512, 1024, 2048, 4096]

  /// Names the question; an answer to it counts once.
  package let id: String
  package let volume: String
  /// Of the volume, in bytes; sectors are counted in it from where the data begins.
  package let sectorSize: Int
  package let sectors: [UInt64]
  /// An answer after that counts for nothing.
  package let expires: Moment

  package init(id: String, volume: String, sectorSize: Int, sectors: [UInt64], expires: Moment) {
    self.id = id
    self.volume = volume
    self.sectorSize = sectorSize
    self.sectors = sectors
    self.expires = expires
  }
}

/// What a server wants of a device's disks. docs/formats/disks.md gives the bytes.
package enum DiskOrder: Sendable {
  /// The metadata of a volume; of LUKS with the area of this slot and no other.
  case copy(volume: String, slot: Int?)
  case read(SectorQuestion)
  /// Whether the key of a slot is kept here, and proved against the metadata that was sent. Nobody relies on the slot before.
  case kept(volume: String, slot: Int, isProved: Bool)
  /// The key of this slot was shown to somebody: it is to be replaced. With the key, which the device does not have.
  case replace(volume: String, slot: Int, SecretBytes)
}

/// One answer of a server.
package struct DiskAnswer: Sendable {
  package var orders: [DiskOrder]
  /// Seconds until the device reports next.
  package var nextSeconds: Int

  package static let type = "application/vnd.hikae.disk-orders"
  private static let magic = Array("hikae-disk-orders/1\n".utf8)
  private static let most = 256

  package init(_ orders: [DiskOrder], nextSeconds: Int) {
    self.orders = orders
    self.nextSeconds = nextSeconds
  }

  /// The caller wipes them where they hold a key.
  package var bytes: [UInt8] {
    var writer = ByteWriter(capacity: 64 + orders.count * 2048)
    writer.raw(Self.magic)
    writer.count(nextSeconds)
    writer.count(orders.count)
    for order in orders {
      switch order {
      case .copy(let volume, let slot):
        writer.byte(1)
        writer.text(volume)
        writer.count(slot.map { $0 + 1 } ?? 0)
      case .read(let question):
        writer.byte(2)
        writer.text(question.id)
        writer.text(question.volume)
        writer.count(question.sectorSize)
        writer.count(question.sectors.count)
        for sector in question.sectors { writer.number(sector) }
        writer.signed(question.expires.milliseconds)
      case .kept(let volume, let slot, let isProved):
        writer.byte(3)
        writer.text(volume)
        writer.count(slot)
        writer.byte(isProved ? 1 : 0)
      case .replace(let volume, let slot, let key):
        writer.byte(4)
        writer.text(volume)
        writer.count(slot)
        writer.count(key.count)
        key.withBytes { for byte in $0 { writer.byte(byte) } }
      }
    }
    return writer.bytes
  }

  private static let damaged = DiskEncryptionFailure(.damaged, "the server's answer about disks is damaged")

  /// - Throws: `damaged` for anything that `bytes` does not give.
  package init(parsing bytes: [UInt8]) throws(DiskEncryptionFailure) {
    guard bytes.count <= DiskMessage.longest, bytes.starts(with: Self.magic) else { throw Self.damaged }
    do {
      // No copy: it may hold a key, and the caller could not wipe that.
      var reader = ByteReader(bytes.dropFirst(Self.magic.count))
      nextSeconds = try reader.integer()
      let count = try reader.count()
      guard count <= Self.most, nextSeconds <= 30 * 86_400 else { throw Self.damaged }
      orders = []
      for _ in 0..<count { orders.append(try Self.order(&reader)) }
      guard reader.isAtEnd else { throw Self.damaged }
    } catch {
      throw Self.damaged
    }
  }

  private static func order(_ reader: inout ByteReader) throws -> DiskOrder {
    switch try reader.byte() {
    case 1:
      let volume = try DiskMessage.text(&reader)
      let slot = try reader.integer()
      guard (0...LUKSVolume.mostSlots).contains(slot) else { throw damaged }
      return .copy(volume: volume, slot: slot == 0 ? nil : slot - 1)
    case 2:
      let (id, volume) = (try DiskMessage.text(&reader), try DiskMessage.text(&reader))
      let size = try reader.integer()
      let count = try reader.count()
      guard SectorQuestion.sizes.contains(size), count <= SectorQuestion.mostSectors else { throw damaged }
      var sectors: [UInt64] = []
      for _ in 0..<count { sectors.append(try reader.number()) }
      return .read(
        SectorQuestion(
          id: id, volume: volume, sectorSize: size, sectors: sectors,
          expires: Moment(milliseconds: try reader.signed())))
    case 3:
      let (volume, slot, flag) = (
        try DiskMessage.text(&reader), try DiskMessage.slot(&reader), try reader.byte()
      )
      guard flag <= 1 else { throw damaged }
      return .kept(volume: volume, slot: slot, isProved: flag == 1)
    case 4:
      let (volume, slot) = (try DiskMessage.text(&reader), try DiskMessage.slot(&reader))
      var key = try reader.block()
      defer { SecretBytes.wipe(&key) }
      guard (1...DiskMessage.longestKey).contains(key.count) else { throw damaged }
      return .replace(volume: volume, slot: slot, SecretBytes(key))
    default: throw damaged
    }
  }
}
