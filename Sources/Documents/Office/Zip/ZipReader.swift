import Contents

/// Zip archives: every member goes back to the reading, which finds its own reader.
///
/// A member whose checksum does not agree is read first and then reported as damaged: what can be seen in it counts.
enum ZipReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    let archive = try ZipArchive(source, limits: reading.limits)
    let members = archive.entries.filter { !$0.isDirectory }
    if !members.isEmpty, members.allSatisfy({ $0.isEncrypted }) { throw .password }
    if archive.isDamaged { try reading.emit(.unread(place, .damaged)) }
    for entry in members {
      try reading.chargeEntry()
      try read(entry, of: archive, at: place, in: reading)
    }
  }

  /// Reads one member by whichever reader knows it.
  static func read(
    _ entry: ZipEntry, of archive: ZipArchive, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    let here = place.appending(.member(entry.name))
    guard here.depth <= reading.limits.depth else { return try reading.emit(.unread(here, .tooDeep)) }
    let unpacked: UnpackedMember
    do throws(UnreadReason) {
      unpacked = try UnpackedMember(entry, of: archive, in: reading)
    } catch {
      // Nothing of it could be unpacked. A limit on the whole file shows itself again and goes on up.
      try reading.charge(unpacked: 0, memberSoFar: 0, memberPacked: 1)
      return try reading.emit(.unread(here, error))
    }
    try reading.readMember(unpacked.source, named: entry.name, in: place)
    if let failure = unpacked.failure { try reading.emit(.unread(here, failure)) }
  }
}
