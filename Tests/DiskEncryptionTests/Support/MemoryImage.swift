import Glibc

@testable import DiskEncryption

/// A volume in memory, for changing bytes of it.
struct MemoryImage: DiskImage {
  var bytes: [UInt8]

  var size: UInt64 { UInt64(bytes.count) }

  func read(at offset: UInt64, count: Int) -> [UInt8]? {
    guard offset <= size, UInt64(count) <= size - offset else { return nil }
    return Array(bytes[Int(offset)..<Int(offset) + count])
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// A copy of metadata with zeros between its regions.
  init(expanding copy: MetadataCopy) {
    bytes = [UInt8](repeating: 0, count: Int(copy.size))
    for region in copy.regions {
      bytes.replaceSubrange(Int(region.offset)..<Int(region.offset) + region.bytes.count, with: region.bytes)
    }
  }
}

/// SplitMix64: the same sequence for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

/// Temporary files of one test, gone with it.
final class Scratch {
  let path: String
  private var files: [String] = []

  init() {
    var pattern = Array("/tmp/hikae-keys-XXXXXX".utf8CString)
    path = mkdtemp(&pattern).map { String(cString: $0) } ?? "/tmp"
  }

  deinit {
    for file in files { unlink(file) }
    rmdir(path)
  }

  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    files.append(file)
    guard let handle = fopen(file, "wb") else { return file }
    fwrite(bytes, 1, bytes.count, handle)
    fclose(handle)
    return file
  }
}
