import CanonicalForms
import Cryptography

/// What a proof needs of a disk, and nothing else: regions of the volume with their places, a few KB to some hundred. Its
/// bytes are given in docs/formats/metadata-copy.md.
package struct MetadataCopy: DiskImage, Sendable, Hashable {
  /// Bytes of the volume, from `offset` on.
  package struct Region: Sendable, Hashable {
    package let offset: UInt64
    package let bytes: [UInt8]
  }

  /// Most bytes of all regions together.
  package static let mostBytes = 32 << 20
  /// Most regions; a disk has three to eight. Joining them is quick only while they are few.
  private static let mostRegions = 64
  private static let magic = Array("hikae-metadata/1\n".utf8)
  private static let digestLength = 32

  package let size: UInt64
  /// In the order of their places, not touching each other.
  package let regions: [Region]

  /// - Parameters:
  ///   - size: of the volume in bytes.
  ///   - regions: in any order; where they touch or overlap they are joined, and the first one given is believed.
  init(size: UInt64, regions: [Region]) {
    self.size = size
    var joined: [Region] = []
    for region in regions.sorted(by: { $0.offset < $1.offset }) where !region.bytes.isEmpty {
      guard let last = joined.last, region.offset <= last.offset + UInt64(last.bytes.count) else {
        joined.append(region)
        continue
      }
      let known = Int(last.offset + UInt64(last.bytes.count) - region.offset)
      joined[joined.count - 1] = Region(offset: last.offset, bytes: last.bytes + region.bytes.dropFirst(known))
    }
    self.regions = joined
  }

  package static func isCopy(_ beginning: [UInt8]) -> Bool { beginning.starts(with: magic) }

  /// - Throws: `damaged` for anything that `encoded` does not give.
  package init(parsing bytes: [UInt8]) throws(DiskEncryptionFailure) {
    let damaged = DiskEncryptionFailure(.damaged, "the copy of the metadata is damaged")
    guard bytes.count <= Self.mostBytes + (1 << 16), bytes.count > Self.magic.count + Self.digestLength,
      Self.isCopy(bytes)
    else { throw damaged }
    let body = Array(bytes.dropLast(Self.digestLength))
    guard SHA256Digest(hashing: body).bytes.elementsEqual(bytes.suffix(Self.digestLength)) else { throw damaged }
    do {
      var reader = ByteReader(Array(body.dropFirst(Self.magic.count)))
      let size = try reader.number()
      var regions: [Region] = []
      let count = try reader.count()
      guard count <= Self.mostRegions else { throw damaged }
      for _ in 0..<count {
        let offset = try reader.number()
        let region = Region(offset: offset, bytes: try reader.block())
        // Sums stay far from overflowing, and nothing lies outside of the volume.
        guard size < 1 << 62, offset <= size, UInt64(region.bytes.count) <= size - offset else { throw damaged }
        regions.append(region)
      }
      self.init(size: size, regions: regions)
    } catch {
      throw damaged
    }
    // One spelling: what is read is written the same again.
    guard encoded == bytes else { throw damaged }
  }

  package var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.raw(Self.magic)
    writer.number(size)
    writer.count(regions.count)
    for region in regions {
      writer.number(region.offset)
      writer.block(region.bytes)
    }
    return writer.bytes + SHA256Digest(hashing: writer.bytes).bytes
  }

  package func read(at offset: UInt64, count: Int) -> [UInt8]? {
    guard count >= 0, let region = regions.last(where: { $0.offset <= offset }) else { return nil }
    let start = offset - region.offset
    guard start <= UInt64(region.bytes.count), count <= region.bytes.count - Int(start) else { return nil }
    return Array(region.bytes[Int(start)..<Int(start) + count])
  }
}
