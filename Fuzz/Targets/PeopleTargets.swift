import Contents
import Cryptography
import JapaneseText
import PersonalData

/// Recognising and counting people, and the index of what was found.
enum PeopleTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "passages") { bytes in
      let recogniser = PassageRecogniser(asOf: today)
      // Offsets into what was given: bytes that are not UTF-8 too must not be left.
      _ = recogniser.recognise(bytes.assumingMemoryBound(to: UInt8.self))
      _ = recogniser.recognise(String(decoding: bytes, as: UTF8.self))
    },
    FuzzTarget(name: "headers") { bytes in _ = HeaderVocabulary.read(String(decoding: bytes, as: UTF8.self)) },
    FuzzTarget(name: "profile") { bytes in
      guard let profile = ProfileCodec.Assembly(bytes)?.finish() else { return }
      mustHold(restored(profile) != nil, "an encoded profile is a profile")
    },
    FuzzTarget(name: "tables") { bytes in
      // Rows end at a line feed and cells at a tab; the first byte says in how many batches they come.
      guard let first = bytes.first else { return }
      let reading = ContentReading(asOf: today)
      reading.consume(.table(TableOrigin(header: first & 1 == 0 ? .unknown : .firstRow)))
      var batch = RowBatch()
      var row = 0
      for line in bytes.dropFirst().split(separator: 0x0A, omittingEmptySubsequences: false) {
        for cell in line.split(separator: 0x09, omittingEmptySubsequences: false) {
          batch.append(cell: String(decoding: cell, as: UTF8.self).utf8)
        }
        batch.endRow()
        row += 1
        if batch.rowCount > Int(first >> 1) {
          reading.consume(.rows(batch))
          batch = RowBatch(firstRow: row)
        }
      }
      reading.consume(.rows(batch))
      let profile = reading.finish(sha256: SHA256Digest(hashing: [UInt8]()), size: Int64(bytes.count), explaining: 3)
        .profile
      mustHold(profile.persons.count <= max(0, profile.records), "no more people than records")
      mustHold(restored(profile) == profile, "the index gives back the profile")
    },
  ]

  private static func restored(_ profile: ContentProfile) -> ContentProfile? {
    var assembly: ProfileCodec.Assembly?
    ProfileCodec.forEachPiece(of: profile) { number, piece in
      piece.withUnsafeBytes { bytes in
        if number == 0 { assembly = ProfileCodec.Assembly(bytes) } else { _ = assembly?.append(bytes) }
      }
    }
    return assembly?.finish()
  }

  private static let today = CivilDate(year: 2026, month: 11, day: 23) ?? CivilDate(dayNumber: 0)
}
