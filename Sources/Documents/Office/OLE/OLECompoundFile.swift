import Contents

/// An OLE compound file ([MS-CFB]): a file system of sectors inside one file, the container of Office before 2007 and of
/// encrypted documents since.
///
/// Chains of sectors are followed no further than there are sectors, so that loops end.
struct OLECompoundFile {
  struct Stream: Sendable {
    var name: String
    var size: Int64
    fileprivate var firstSector: UInt32
  }

  /// An entry of the directory; the entries of one storage are a tree of siblings ([MS-CFB] 2.6.1).
  private struct Entry {
    var stream: Stream
    var isStorage: Bool
    var left, right, child: UInt32
  }

  /// Streams of all storages, in the order of the directory.
  private(set) var streams: [Stream] = []
  private var entries: [Entry?] = []

  private let source: any ByteSource
  private let sectorShift: Int
  private let miniShift: Int
  private let miniCutoff: Int64
  /// Next sector of each sector.
  private var table: [UInt32] = []
  private var miniTable: [UInt32] = []
  /// Sectors of the stream that holds the small streams.
  private var miniSectors: [UInt32] = []

  private static let magic: UInt64 = 0xE11A_B1A1_E011_CFD0
  private static let lastRegular: UInt32 = 0xFFFF_FFFA
  /// A table for 2 GB of 512-byte sectors; `.xls` ends far below.
  private static let largestTable = 4 << 20

  /// - Throws: `.damaged` when it is no compound file, `.tooLarge`.
  init(_ source: any ByteSource) throws(UnreadReason) {
    let header = try source.bytes(at: 0, count: 512)
    guard header.count == 512, header.uint64(at: 0) == Self.magic, let shift = header.uint16(at: 30),
      shift == 9 || shift == 12, let miniShift = header.uint16(at: 32), miniShift >= 4, miniShift < shift,
      let directory = header.uint32(at: 48), let cutoff = header.uint32(at: 56), let firstMini = header.uint32(at: 60),
      let firstDIFAT = header.uint32(at: 68)
    else { throw .damaged }
    self.source = source
    sectorShift = Int(shift)
    self.miniShift = Int(miniShift)
    miniCutoff = Int64(cutoff)
    table = try readTable(header, firstDIFAT: firstDIFAT)
    try readDirectory(from: directory)
    for sector in chain(from: firstMini, limit: table.count) {
      // No more small sectors can be told than the file has room for, however the chain runs in circles.
      guard miniTable.count <= Int(clamping: source.size >> Int64(miniShift)) else { break }
      miniTable += try numbers(ofSector: sector)
    }
  }

  /// The storage that everything lies in.
  var root: OLEStorage { storage(at: 0, named: "") }

  /// The streams and storages that lie in the storage of an entry, whatever rings the tree of a damaged file runs in.
  fileprivate func storage(at index: Int, named name: String) -> OLEStorage {
    var storage = OLEStorage(file: self, name: name)
    guard index < entries.count, let first = entries[index]?.child else { return storage }
    var seen = Set<UInt32>()
    var waiting = [first]
    while let next = waiting.popLast() {
      guard Int(next) < entries.count, let entry = entries[Int(next)], seen.insert(next).inserted else { continue }
      // Left before itself before right would be the order of names; that of the directory is as good.
      waiting += [entry.right, entry.left]
      if entry.isStorage {
        storage.storageIndices.append((entry.stream.name, Int(next)))
      } else {
        storage.streams.append(entry.stream)
      }
    }
    return storage
  }

  /// The root when it has one of these streams; where the file is damaged, all streams of all storages as one.
  func storage(holding names: [String]) -> OLEStorage {
    let root = root
    if names.contains(where: { root.stream(named: $0) != nil }) { return root }
    var all = root
    all.streams = streams
    return all
  }

  /// All bytes of a stream; fewer than its size when the chain breaks off.
  /// - Throws: `.tooLarge` beyond `limit`.
  func bytes(of stream: Stream, limit: Int64) throws(UnreadReason) -> [UInt8] {
    guard stream.size <= limit, stream.size <= source.size else { throw stream.size > limit ? .tooLarge : .damaged }
    let size = Int(stream.size)
    var result: [UInt8] = []
    result.reserveCapacity(size)
    if stream.size < miniCutoff {
      let unit = 1 << miniShift
      let perSector = 1 << (sectorShift - miniShift)
      for sector in follow(miniTable, from: stream.firstSector, limit: size / unit + 1) where result.count < size {
        let index = Int(sector) / perSector
        guard index < miniSectors.count else { break }
        let offset = position(ofSector: miniSectors[index]) + Int64(Int(sector) % perSector * unit)
        result += try source.bytes(at: offset, count: unit)
      }
    } else {
      for sector in chain(from: stream.firstSector, limit: size >> sectorShift + 1) where result.count < size {
        result += try source.bytes(at: position(ofSector: sector), count: 1 << sectorShift)
      }
    }
    if result.count > size { result.removeLast(result.count - size) }
    return result
  }

  // MARK: - Tables

  private func position(ofSector sector: UInt32) -> Int64 { (Int64(sector) + 1) << Int64(sectorShift) }

  private func numbers(ofSector sector: UInt32) throws(UnreadReason) -> [UInt32] {
    let bytes = try source.bytes(at: position(ofSector: sector), count: 1 << sectorShift)
    return stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).compactMap { bytes.uint32(at: $0) }
  }

  /// The allocation table: its first 109 sectors are named in the header, further ones in a chain of their own.
  private func readTable(_ header: [UInt8], firstDIFAT: UInt32) throws(UnreadReason) -> [UInt32] {
    var tableSectors = (0..<109).compactMap { header.uint32(at: 76 + $0 * 4) }
    var next = firstDIFAT
    let most = Int(clamping: source.size >> Int64(sectorShift)) + 1
    var steps = 0
    while next < Self.lastRegular, steps < most, tableSectors.count <= most {
      var named = try numbers(ofSector: next)
      next = named.popLast() ?? .max
      tableSectors += named
      steps += 1
    }
    var table: [UInt32] = []
    for sector in tableSectors where sector < Self.lastRegular {
      // No more sectors can be told than the file has, whatever the tables repeat.
      guard table.count <= most else { break }
      guard table.count < Self.largestTable else { throw .tooLarge }
      table += try numbers(ofSector: sector)
    }
    return table
  }

  private func chain(from first: UInt32, limit: Int) -> [UInt32] { follow(table, from: first, limit: limit) }

  private func follow(_ table: [UInt32], from first: UInt32, limit: Int) -> [UInt32] {
    var sectors: [UInt32] = []
    var sector = first
    while sector < Self.lastRegular, Int(sector) < table.count, sectors.count < min(limit, table.count) {
      sectors.append(sector)
      sector = table[Int(sector)]
    }
    return sectors
  }

  private mutating func readDirectory(from first: UInt32) throws(UnreadReason) {
    for sector in chain(from: first, limit: 4_096) {
      let bytes = try source.bytes(at: position(ofSector: sector), count: 1 << sectorShift)
      for entry in stride(from: 0, to: bytes.count - 127, by: 128) {
        entries.append(nil)
        guard let length = bytes.uint16(at: entry + 64), length >= 2, length <= 64,
          let start = bytes.uint32(at: entry + 116), let size = bytes.uint64(at: entry + 120),
          let left = bytes.uint32(at: entry + 68), let right = bytes.uint32(at: entry + 72),
          let child = bytes.uint32(at: entry + 76)
        else { continue }
        let units = stride(from: entry, to: entry + Int(length) - 2, by: 2).compactMap { bytes.uint16(at: $0) }
        let name = String(decoding: units, as: UTF16.self)
        let type = bytes[entry + 66]
        // In version 3 the upper half of the size may hold anything.
        let known = sectorShift == 9 ? size & 0xFFFF_FFFF : size
        let stream = Stream(name: name, size: Int64(clamping: known), firstSector: start)
        if [1, 2, 5].contains(type) {
          entries[entries.count - 1] = Entry(
            stream: stream, isStorage: type != 2, left: left, right: right, child: child)
        }
        switch type {
        case 5:
          let count = Int(clamping: known >> UInt64(sectorShift)) &+ 1
          miniSectors = chain(from: start, limit: max(count, 1))
        case 2: streams.append(stream)
        default: break
        }
      }
    }
  }
}

/// A folder of a compound file.
struct OLEStorage {
  let file: OLECompoundFile
  let name: String
  fileprivate(set) var streams: [OLECompoundFile.Stream] = []
  fileprivate var storageIndices: [(name: String, index: Int)] = []

  fileprivate init(file: OLECompoundFile, name: String) {
    self.file = file
    self.name = name
  }

  func stream(named name: String) -> OLECompoundFile.Stream? { streams.first { $0.name == name } }

  /// The bytes of a stream; nil where there is none.
  /// - Throws: `.tooLarge` beyond `limit`, `.damaged`.
  func bytes(named name: String, limit: Int64) throws(UnreadReason) -> [UInt8]? {
    guard let stream = stream(named: name) else { return nil }
    return try file.bytes(of: stream, limit: limit)
  }

  var storageNames: [String] { storageIndices.map(\.name) }

  func storage(named name: String) -> OLEStorage? {
    storageIndices.first { $0.name == name }.map { file.storage(at: $0.index, named: name) }
  }

  var storages: [OLEStorage] { storageIndices.map { file.storage(at: $0.index, named: $0.name) } }
}
