import CanonicalForms
import Contents
import Cryptography
import Storage

/// What one transaction of a scan brings: new profiles, and places whose content is new there.
struct ScanBatch: Equatable {
  struct Place: Equatable {
    enum What: Equatable {
      case content(SHA256Digest)
      case unread(UnreadReason)
    }

    var path: String
    var size: Int64
    var modified: Moment?
    var what: What
  }

  var profiles: [RecordedProfile] = []
  var places: [Place] = []

  var isEmpty: Bool { profiles.isEmpty && places.isEmpty }

  func entry(device: String, scan: Int64, reached: Moment) -> NewEntry {
    var writer = ByteWriter()
    writer.count(profiles.count)
    for profile in profiles { profile.write(to: &writer) }
    writer.count(places.count)
    for place in places {
      writer.text(place.path)
      writer.signed(place.size)
      writer.signed(place.modified?.milliseconds ?? .min)
      switch place.what {
      case .content(let sha256):
        writer.byte(1)
        writer.raw(sha256.bytes)
      case .unread(let reason):
        writer.byte(2)
        writer.text(reason.rawValue)
      }
    }
    return NewEntry(
      kind: "scan.batch",
      body: [
        "device": .string(device), "scan": .integer(scan), "reached": JSON(reached), "places": JSON(places.count),
        "profiles": JSON(profiles.count), "people": JSON(profiles.reduce(0) { $0 + $1.persons.count }),
      ], personal: writer.bytes)
  }

  init() {}

  init(from bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    profiles = try (0..<reader.count()).map { _ in try RecordedProfile(from: &reader) }
    places = try (0..<reader.count()).map { _ in
      let path = try reader.text()
      let size = try reader.signed()
      let modified = try reader.signed()
      let what: Place.What
      if try reader.byte() == 1 {
        guard let sha256 = SHA256Digest(try reader.raw(32)) else { throw ByteReader.Damaged() }
        what = .content(sha256)
      } else {
        guard let reason = UnreadReason(rawValue: try reader.text()) else { throw ByteReader.Damaged() }
        what = .unread(reason)
      }
      return Place(
        path: path, size: size, modified: modified == .min ? nil : Moment(milliseconds: modified), what: what)
    }
  }
}
