import CCryptsetup
import CLibcrypto
import Glibc

/// A small LUKS2 volume in a file, and what the system would show of it in another: the encryption of both is libcryptsetup's and
/// libcrypto's, none of it ours. Gone with the last reference.
package final class LUKSDisk {
  package struct Failure: Error { let what: String }

  package static let uuid = "6B0F2F5E-5A0C-4F0E-9D7E-0A4F5B1C2D3E"
  package static let fileSystem = "11223344-5566-7788-99aa-bbccddeeff00"
  /// Where the data begins, and how long it is.
  package static let dataOffset = 2 << 20
  package static let dataSize = 2 << 20
  private static let keyLength = 64

  package let folder: String
  /// Of the encryption, in bytes.
  package let sectorSize: Int
  private let volumeKey: [UInt8]

  /// Device and system's view, as `BlockDevices` finds them below `folder`.
  package var raw: String { folder + "/dev/loop9" }
  package var plain: String { folder + "/dev/dm-0" }
  package var sysfs: String { folder + "/sys" }
  package var devices: String { folder + "/dev" }

  /// - Parameters:
  ///   - passphrase: of slot 0.
  ///   - seed: another one gives another volume key and other data.
  package init(passphrase: String, seed: UInt8 = 1, sectorSize: Int = 512) throws {
    self.sectorSize = sectorSize
    var pattern = Array("/tmp/hikae-disk-XXXXXX".utf8CString)
    guard mkdtemp(&pattern) != nil else { throw Failure(what: "folder") }
    folder = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    volumeKey = (0..<Self.keyLength).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ Int(seed) &* 31) }
    for name in ["dev", "sys", "sys/block", "sys/block/dm-0", "sys/block/dm-0/dm", "sys/block/dm-0/slaves"] {
      mkdir(folder + "/" + name, 0o755)
    }
    mkdir(folder + "/sys/block/dm-0/slaves/loop9", 0o755)
    try Self.write(
      Array("CRYPT-LUKS2-\(Self.uuid.filter { $0 != "-" }.lowercased())-data\n".utf8),
      to: folder + "/sys/block/dm-0/dm/uuid")
    try Self.write(Array("0\n".utf8), to: folder + "/sys/block/dm-0/dm/suspended")
    try Self.write([UInt8](repeating: 0, count: Self.dataOffset + Self.dataSize), to: raw)
    try format(passphrase)
    try show(Self.data(seed: seed))
  }

  deinit { Self.remove(folder) }

  /// A file system's beginning, and noise.
  private static func data(seed: UInt8) -> [UInt8] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    var data = [UInt8](repeating: 0, count: dataSize)
    for index in data.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      data[index] = UInt8(truncatingIfNeeded: state >> 33)
    }
    data[1080] = 0x53
    data[1081] = 0xEF
    let digits = fileSystem.filter { $0 != "-" }.map { UInt8($0.hexDigitValue ?? 0) }
    for index in 0..<16 { data[1128 + index] = digits[2 * index] << 4 | digits[2 * index + 1] }
    return data
  }

  private func format(_ passphrase: String) throws {
    var device: OpaquePointer?
    guard crypt_init(&device, raw) == 0, let device else { throw Failure(what: "init") }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    guard crypt_set_metadata_size(device, 16_384, 1 << 20) == 0,
      crypt_set_data_offset(device, UInt64(Self.dataOffset / 512)) == 0
    else { throw Failure(what: "sizes") }
    let code = "sha512".withCString { hash in
      "pbkdf2".withCString { type in
        var work = crypt_pbkdf_type()
        work.type = type
        work.hash = hash
        work.iterations = 1000
        // CRYPT_PBKDF_NO_BENCHMARK, whose definition is an expression.
        work.flags = 1 << 1
        return crypt_set_pbkdf_type(device, &work)
      }
    }
    guard code == 0 else { throw Failure(what: "work") }
    var details = crypt_params_luks2()
    details.sector_size = UInt32(sectorSize)
    let formatted = volumeKey.withUnsafeBytes { key in
      crypt_format(
        device, "LUKS2", "aes", "xts-plain64", Self.uuid, key.baseAddress?.assumingMemoryBound(to: CChar.self),
        key.count, &details)
    }
    guard formatted == 0 else { throw Failure(what: "format \(formatted)") }
    let added = volumeKey.withUnsafeBytes { key in
      crypt_keyslot_add_by_volume_key(
        device, 0, key.baseAddress?.assumingMemoryBound(to: CChar.self), key.count, passphrase, passphrase.utf8.count)
    }
    guard added == 0 else { throw Failure(what: "slot \(added)") }
  }

  /// Writes data through the encryption, as the device mapper would.
  package func show(_ data: [UInt8]) throws {
    try Self.write(data, to: plain)
    guard let context = EVP_CIPHER_CTX_new() else { throw Failure(what: "cipher") }
    defer { EVP_CIPHER_CTX_free(context) }
    var encrypted: [UInt8] = []
    encrypted.reserveCapacity(data.count)
    var out = [UInt8](repeating: 0, count: sectorSize + 32)
    for start in stride(from: 0, to: data.count, by: sectorSize) {
      // Counted in units of 512 bytes, whatever the sector size.
      let sector = UInt64(start / 512)
      let tweak = (0..<16).map { $0 < 8 ? UInt8(truncatingIfNeeded: sector >> (8 * UInt64($0))) : 0 }
      var written: Int32 = 0
      guard EVP_EncryptInit_ex(context, EVP_aes_256_xts(), nil, volumeKey, tweak) == 1,
        EVP_EncryptUpdate(context, &out, &written, Array(data[start..<start + sectorSize]), Int32(sectorSize))
          == 1, Int(written) == sectorSize
      else { throw Failure(what: "encryption") }
      encrypted += out[..<sectorSize]
    }
    try change(raw, at: Self.dataOffset, encrypted)
  }

  /// Overwrites bytes of a file.
  package func change(_ path: String, at offset: Int, _ bytes: [UInt8]) throws {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0, pwrite(file, bytes, bytes.count, off_t(offset)) == bytes.count else { throw Failure(what: path) }
    close(file)
  }

  package func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0, pread(file, &bytes, count, off_t(offset)) == count else { throw Failure(what: path) }
    close(file)
    return bytes
  }

  /// The slot that a passphrase opens, by libcryptsetup; nil when it opens none.
  package func slot(openedBy passphrase: String) -> Int? {
    var device: OpaquePointer?
    guard crypt_init(&device, raw) == 0, let device else { return nil }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    guard crypt_load(device, "LUKS2", nil) == 0 else { return nil }
    let slot = crypt_activate_by_passphrase(device, nil, CRYPT_ANY_SLOT, passphrase, passphrase.utf8.count, 0)
    return slot < 0 ? nil : Int(slot)
  }

  /// Numbers of the slots that are in use.
  package var slots: [Int] {
    var device: OpaquePointer?
    guard crypt_init(&device, raw) == 0, let device else { return [] }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    guard crypt_load(device, "LUKS2", nil) == 0 else { return [] }
    return (0..<32).filter { number in
      let state = crypt_keyslot_status(device, Int32(number))
      return state == CRYPT_SLOT_ACTIVE || state == CRYPT_SLOT_ACTIVE_LAST
    }
  }

  /// Puts another passphrase into a slot, with the least work.
  package func add(_ passphrase: String, to slot: Int, openedBy existing: String) throws {
    var device: OpaquePointer?
    guard crypt_init(&device, raw) == 0, let device else { throw Failure(what: "init") }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    guard crypt_load(device, "LUKS2", nil) == 0,
      crypt_keyslot_add_by_passphrase(
        device, Int32(slot), existing, existing.utf8.count, passphrase, passphrase.utf8.count) == Int32(slot)
    else { throw Failure(what: "slot") }
  }

  /// Writes a token into the header, as other tools do beside a slot of theirs.
  package func addToken(_ json: String) throws {
    var device: OpaquePointer?
    guard crypt_init(&device, raw) == 0, let device else { throw Failure(what: "init") }
    defer { crypt_free(device) }
    crypt_set_log_callback(device, { _, _, _ in }, nil)
    guard crypt_load(device, "LUKS2", nil) == 0, crypt_token_json_set(device, -1, json) >= 0 else {
      throw Failure(what: "token")
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Failure(what: path) }
    close(file)
  }

  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(folder)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
