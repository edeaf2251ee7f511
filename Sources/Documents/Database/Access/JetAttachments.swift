import Contents

/// Files that are attached to rows (Access 2007 and later): each goes back to the reading, which finds its reader.
enum JetAttachments {
  static let data = "FileData"
  private static let name = "FileName"

  static func read(
    _ entry: JetCatalog.Entry, of file: JetFile, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let here = place.appending(.table(entry.name))
    do throws(UnreadReason) {
      let table = try JetTable(entry.page, of: file)
      guard let data = table.column(data), let name = table.column(name) else { throw .damaged }
      var rows = JetRows(table, of: file)
      while try rows.next() {
        try reading.chargeEntry()
        try readOne(named: String(decoding: try rows.text(name), as: UTF8.self), at: place, in: reading) {
          () throws(UnreadReason) in try rows.data(data, most: reading.limits.memberBytesInMemory)
        }
      }
      if rows.isDamaged { throw .damaged }
    } catch  where error == .damaged {
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      try reading.emit(.unread(here, error))
    }
  }

  private static func readOne(
    named name: String, at place: Place, in reading: Reading, _ data: () throws(UnreadReason) -> [UInt8]
  ) throws(UnreadReason) {
    let contents: MemberBytes
    do throws(UnreadReason) {
      contents = try unpacked(try data(), in: reading)
    } catch {
      // A limit on the whole file shows itself again and goes on up.
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      return try reading.emit(.unread(place.appending(.member(name)), error))
    }
    if contents.count > 0 { try reading.readMember(contents.source, named: name, in: place) }
  }

  /// Four bytes say how the rest is kept: 0 as it is, 1 as a zlib stream (RFC 1950). Four bytes of its length follow.
  private static func unpacked(_ data: [UInt8], in reading: Reading) throws(UnreadReason) -> MemberBytes {
    var file = AttachedFile(reading.limits)
    guard !data.isEmpty else { return file.contents }
    guard let kind = data.uint32(at: 0), kind <= 1, data.count > 12 else { throw .damaged }
    if kind == 0 {
      try file.take(data[8...])
      return file.contents
    }
    // Behind the two bytes of zlib's header the stream is raw.
    var stream = try InflateStream()
    var packed = data[10...]
    var room = [UInt8](repeating: 0, count: 64 << 10)
    var total: Int64 = 0
    while true {
      var failure: UnreadReason?
      let progress = packed.withUnsafeBytes { input in
        room.withUnsafeMutableBytes { output -> InflateStream.Progress? in
          do throws(UnreadReason) { return try stream.inflate(input, into: output) } catch {
            failure = error
            return nil
          }
        }
      }
      guard let progress else { throw failure ?? .damaged }
      packed = packed.dropFirst(progress.consumed)
      total += Int64(progress.produced)
      try reading.charge(unpacked: progress.produced, memberSoFar: total, memberPacked: Int64(data.count))
      try file.take(room[..<progress.produced])
      if progress.isFinished { return file.contents }
      if progress.produced == 0, progress.consumed == 0 || packed.isEmpty { throw .damaged }
    }
  }

  /// A file behind a head of its own: the length of the head, and the ending of the file's name again.
  private struct AttachedFile {
    private(set) var contents: MemberBytes
    private var length: [UInt8] = []
    /// Bytes of the head that are still to come, once its length is known.
    private var headLeft: Int?

    init(_ limits: ReadingLimits) { contents = MemberBytes(limits) }

    mutating func take(_ piece: ArraySlice<UInt8>) throws(UnreadReason) {
      var piece = piece
      while length.count < 4, let next = piece.popFirst() { length.append(next) }
      guard let stated = length.uint32(at: 0) else { return }
      guard stated >= 4, stated < 64 << 10 else { throw .damaged }
      let skipped = min(headLeft ?? Int(stated) - 4, piece.count)
      headLeft = (headLeft ?? Int(stated) - 4) - skipped
      try contents.append(Array(piece.dropFirst(skipped)))
    }
  }
}
