import Contents

/// Archives other than ZIP, and packed streams: every member goes back to the reading, which finds its own reader.
///
/// They are read from front to back, as tapes were. What comes before a break counts; a break after which nothing more
/// can be had is told of the archive, since nobody knows what else was in it.
enum ArchiveReader {
  static func read(
    _ source: any ByteSource, named name: String, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let head = try source.bytes(at: 0, count: 16 << 10)
    let start = head.starts(with: [0x4D, 0x5A]) ? try ProgramLook.archive(behind: head, of: source) ?? 0 : 0
    let isStream = ArchiveLook.isStream(head, nameExtension: FileFormat.lowercasedExtension(of: name))
    let walk = try ArchiveWalk(source, from: start, as: isStream ? .stream : .container)
    var members = Members(walk, of: source, named: name, at: place, in: reading)
    do throws(UnreadReason) {
      try members.read()
    } catch {
      if !isStream || members.entries > 0 { throw error }
      if error == .damaged, head.starts(with: [0x1F, 0x8B]) {
        return try members.readBroken()
      }
    }
    guard isStream, members.entries == 0 else { return }
    let alone = try ArchiveWalk(source, from: start, as: .streamAlone)
    members = Members(alone, of: source, named: name, at: place, in: reading)
    try members.read()
  }

  private struct Members {
    private let walk: ArchiveWalk
    private let source: any ByteSource
    private let name: String
    private let place: Place
    private let reading: Reading
    private var names = ArchiveNames()
    private(set) var entries = 0
    /// Of all members together: they may be packed as one.
    private var unpacked: Int64 = 0
    /// Members that ask for a password, while no other was met.
    private var closed: [Place] = []
    private var hasOpen = false
    private var broken = 0

    /// Headers in a row that make no sense, before the rest is given up.
    private static let patience = 100

    init(_ walk: ArchiveWalk, of source: any ByteSource, named name: String, at place: Place, in reading: Reading) {
      self.walk = walk
      self.source = source
      self.name = name
      self.place = place
      self.reading = reading
    }

    mutating func read() throws(UnreadReason) {
      var failure: UnreadReason?
      while !walk.isLost {
        try reading.chargeEntry()
        let entry: ArchiveWalk.Entry?
        do throws(UnreadReason) {
          entry = try walk.next()
        } catch {
          failure = failure ?? error
          broken += 1
          if broken > Self.patience { break }
          continue
        }
        guard let entry else { break }
        broken = 0
        entries += 1
        if entry.isFile { try read(entry) }
        // A member that ends the archive is told by its own place; whether more came after it, nobody knows.
        if walk.isLost, !entry.isStream { failure = failure ?? .damaged }
      }
      // Nothing but members that ask for a password: the archive does.
      if !hasOpen, !closed.isEmpty { throw .password }
      for place in closed { try reading.emit(.unread(place, .password)) }
      if let failure { throw failure }
    }

    /// As much as there is of a gzip stream that breaks off.
    mutating func readBroken() throws(UnreadReason) {
      try reading.chargeEntry()
      let label = ArchiveLook.innerName(of: name) ?? name
      let here = place.appending(.member(label))
      guard here.depth <= reading.limits.depth else { return try reading.emit(.unread(here, .tooDeep)) }
      var bytes = MemberBytes(reading.limits)
      let isWhole = try BrokenGzip.unpack(source, into: &bytes, in: reading)
      guard isWhole || bytes.count > 0 else { throw .damaged }
      try reading.readMember(bytes.source, named: label, in: place)
      if !isWhole { try reading.emit(.unread(here, .damaged)) }
    }

    private mutating func read(_ entry: ArchiveWalk.Entry) throws(UnreadReason) {
      let label = label(of: entry)
      let here = place.appending(.member(label))
      if entry.isEncrypted {
        closed.append(here)
        return
      }
      hasOpen = true
      guard here.depth <= reading.limits.depth else { return try reading.emit(.unread(here, .tooDeep)) }
      var bytes = MemberBytes(reading.limits)
      let failure = try unpack(entry, into: &bytes)
      if failure == nil || bytes.count > 0 { try reading.readMember(bytes.source, named: label, in: place) }
      if let failure { try reading.emit(.unread(here, failure)) }
    }

    /// - Returns: why the bytes are not all, or not those that were packed.
    /// - Throws: `.tooLarge` when a limit is passed: a bomb is not read at all.
    private mutating func unpack(
      _ entry: ArchiveWalk.Entry, into bytes: inout MemberBytes
    ) throws(UnreadReason) -> UnreadReason? {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
      defer { buffer.deallocate() }
      var crc = CRC32()
      while true {
        let count: Int
        do throws(UnreadReason) {
          count = try walk.read(into: buffer)
        } catch {
          return error
        }
        if count == 0 { break }
        unpacked += Int64(count)
        try reading.charge(unpacked: count, memberSoFar: unpacked, memberPacked: source.size)
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        if entry.isStream { crc.update(piece) }
        do throws(UnreadReason) {
          try bytes.append(piece)
        } catch {
          return error
        }
      }
      guard entry.isStream else { return nil }
      return try contradictsTrailer(crc.value, bytes.count) ? .damaged : nil
    }

    /// The library does not look at the checksum of gzip (RFC 1952, 2.3.1). Where the length at the end is that of all
    /// that came out, there was one member, and the checksum before it is of the same bytes.
    private func contradictsTrailer(_ crc: UInt32, _ count: Int64) throws(UnreadReason) -> Bool {
      guard source.size > 18, try source.bytes(at: 0, count: 2) == [0x1F, 0x8B] else { return false }
      let trailer = try source.bytes(at: source.size - 8, count: 8)
      guard let stated = trailer.uint32(at: 0), let length = trailer.uint32(at: 4) else { return false }
      return length == UInt32(truncatingIfNeeded: count) && stated != crc
    }

    private mutating func label(of entry: ArchiveWalk.Entry) -> String {
      if entry.isStream, let inner = ArchiveLook.innerName(of: name) { return inner }
      // "data" is what the library says where the stream has no name.
      if let stored = entry.name, !stored.isEmpty, !entry.isStream || stored != Array("data".utf8) {
        return names.decode(stored, hasLostTrails: entry.hasLostTrails)
      }
      return entry.isStream ? name : "#\(entries)"
    }
  }
}
