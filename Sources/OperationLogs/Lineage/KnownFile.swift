import CanonicalForms
import Cryptography

/// A file whose content is known: found on a device by a scan, or received as a delivery.
package struct KnownFile: Sendable, Hashable {
  /// Nil for a delivery, which lies on no device.
  package var device: String?
  /// As on the device; for a delivery the name of its file.
  package var path: String
  package var size: Int64
  package var content: SHA256Digest
  /// Since when it may have been there; nil when that is not known.
  package var from: Moment?
  /// When it was gone; nil while it is there.
  package var until: Moment?
  /// What a report calls it, such as `受領データ R-017`; empty for none.
  package var label: String

  package init(
    device: String? = nil, path: String, size: Int64, content: SHA256Digest, from: Moment? = nil,
    until: Moment? = nil, label: String = ""
  ) {
    self.device = device
    self.path = path
    self.size = size
    self.content = content
    self.from = from
    self.until = until
    self.label = label
  }

  func isThere(at time: Moment) -> Bool { (from.map { $0 <= time } ?? true) && (until.map { time <= $0 } ?? true) }
}

/// Known files, to be looked up by place, by hash and by name with size.
struct KnownFiles {
  struct Name: Hashable {
    let name: String
    let size: Int64
  }

  private let files: [KnownFile]
  private var places: [String: [String: [Int]]] = [:]
  /// The keys of each device's paths in the order of their bytes, for what lies below a folder.
  private var sorted: [String: [String]] = [:]
  private var hashes: [SHA256Digest: Int] = [:]
  private var names: [Name: [Int]] = [:]
  /// Contents of one name and size that are looked at.
  static let mostOfOneName = 64

  init(_ files: [KnownFile]) {
    // The order of the caller must not decide between equals.
    self.files = files.sorted(by: Self.comesFirst)
    for (place, file) in self.files.enumerated() {
      let key = WindowsPath.key(file.path)
      if let device = file.device { places[device, default: [:]][key, default: []].append(place) }
      if hashes[file.content] == nil { hashes[file.content] = place }
      // Empty files are all alike.
      guard file.size > 0 else { continue }
      let name = Name(name: WindowsPath.name(of: key), size: file.size)
      let alike = names[name, default: []]
      // Copies of one content say the same.
      guard alike.count < Self.mostOfOneName, !alike.contains(where: { self.files[$0].content == file.content }) else {
        continue
      }
      names[name, default: []].append(place)
    }
    for (device, keys) in places {
      sorted[device] = keys.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// Those with a label first; otherwise any order that is always the same.
  private static func comesFirst(_ a: KnownFile, _ b: KnownFile) -> Bool {
    if a.label.isEmpty != b.label.isEmpty { return !a.label.isEmpty }
    if a.label != b.label { return a.label < b.label }
    if a.device != b.device { return a.device ?? "" < b.device ?? "" }
    if a.path != b.path { return a.path < b.path }
    if a.from != b.from { return a.from?.milliseconds ?? .min < b.from?.milliseconds ?? .min }
    if a.content != b.content { return a.content.bytes.lexicographicallyPrecedes(b.content.bytes) }
    return a.until?.milliseconds ?? .max < b.until?.milliseconds ?? .max
  }

  func files(on device: String, at key: String, at time: Moment) -> [KnownFile] {
    (places[device]?[key] ?? []).map { files[$0] }.filter { $0.isThere(at: time) }
  }

  func file(with content: SHA256Digest) -> KnownFile? { hashes[content].map { files[$0] } }

  func files(named key: String, size: Int64) -> [KnownFile] {
    size > 0 ? (names[Name(name: WindowsPath.name(of: key), size: size)] ?? []).map { files[$0] } : []
  }

  func size(of content: SHA256Digest) -> Int64? { hashes[content].map { files[$0].size } }

  /// Keys of known files below a folder.
  func keys(on device: String, below folder: String) -> ArraySlice<String> {
    guard let keys = sorted[device] else { return [] }
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle].utf8.lexicographicallyPrecedes(folder.utf8) { low = middle + 1 } else { high = middle }
    }
    var end = low
    // Keys such as `c:\ab-1` stand between `c:\ab` and `c:\ab\x`.
    while end < keys.count, keys[end].utf8.starts(with: folder.utf8) { end += 1 }
    return keys[low..<end]
  }

  /// The path of a known file, as it stands.
  func path(on device: String, at key: String) -> String? { places[device]?[key]?.first.map { files[$0].path } }
}
