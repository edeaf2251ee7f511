import CanonicalForms
import Cryptography
import DiskEncryption

/// What strange disks say about their encryption: metadata of BitLocker and LUKS, copies of metadata, keys in files.
enum DiskTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "metadata_copy") { bytes in
      guard let copy = try? MetadataCopy(parsing: Array(bytes)) else { return }
      mustHold(copy.encoded.elementsEqual(bytes), "a copy is written as it was read")
      look(at: copy)
    },
    // The checksum of a copy would keep most inputs out: here the regions come as they are.
    FuzzTarget(name: "bitlocker") { bytes in look(at: image(of: bytes, at: blockPlaces)) },
    FuzzTarget(name: "luks1") { bytes in look(at: FuzzImage([0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE, 0, 1] + Array(bytes)))
    },
    FuzzTarget(name: "luks2") { bytes in look(at: FuzzImage(luks2(Array(bytes)))) },
    FuzzTarget(name: "bitlocker_sealed") { bytes in
      // The checksum made right: whatever follows it is reached, and nothing may prove.
      look(at: image(of: bytes, at: blockPlaces, withRightChecksum: true))
    },
    FuzzTarget(name: "recovery_password") { bytes in
      guard let password = try? RecoveryPassword(parsing: bytes) else { return }
      let text = password.withText { Array($0) }
      mustHold(text.count == 55, "a recovery password has 55 characters")
      let again = text.withUnsafeBytes { text in try? RecoveryPassword(parsing: text) }
      mustHold(again?.key.matches(password.key) == true, "a recovery password comes back")
    },
    FuzzTarget(name: "disk_message") { bytes in
      // Numbers have several spellings, so that what is read comes back as what was meant, not as it was spelt.
      guard let message = try? DiskMessage(parsing: Array(bytes)) else { return }
      let again = try? DiskMessage(parsing: message.bytes)
      mustHold(again?.bytes == message.bytes, "a message about disks is written as it was read")
    },
    FuzzTarget(name: "disk_orders") { bytes in
      guard let answer = try? DiskAnswer(parsing: Array(bytes)) else { return }
      let again = try? DiskAnswer(parsing: answer.bytes)
      mustHold(again?.bytes == answer.bytes, "an answer about disks is written as it was read")
    },
    FuzzTarget(name: "file_system") { bytes in _ = FileSystemHeader(beginning: Array(bytes)) },
    FuzzTarget(name: "startup_key") { bytes in
      _ = try? StartupKey(parsing: SecretBytes(copying: bytes))
      _ = BitLockerKey.password(utf8: bytes)
    },
  ]

  private static let blockPlaces: [UInt64] = [0x1000, 0x2000, 0x3000]

  /// A boot sector that leads to the input, three times.
  private static func image(
    of bytes: UnsafeRawBufferPointer, at places: [UInt64], withRightChecksum: Bool = false
  ) -> FuzzImage {
    var disk = [UInt8](repeating: 0, count: 0x1000)
    disk.replaceSubrange(3..<11, with: Array("-FVE-FS-".utf8))
    disk.replaceSubrange(11..<13, with: [0, 2])
    let header = (GUID("4967D63B-2E29-4AD8-8399-F6A339E3D001")?.bytes ?? []) + places.flatMap(bytesOf)
    disk.replaceSubrange(160..<160 + header.count, with: header)
    var block = Array(bytes.prefix(0x1000))
    block += [UInt8](repeating: 0, count: 0x1000 - block.count)
    block.replaceSubrange(0..<8, with: Array("-FVE-FS-".utf8))
    let length = (Int(block[8]) | Int(block[9]) << 8) * 16
    if withRightChecksum, length <= 0x0F00 {
      block.replaceSubrange(length + 4..<length + 8, with: bytesOf(UInt64(checksum(block[..<length]))).prefix(4))
    }
    for _ in places { disk += block }
    return FuzzImage(disk)
  }

  /// A LUKS2 disk whose header says the input, under a right checksum, and room for slots behind it.
  private static func luks2(_ json: [UInt8]) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 16_384)
    header.replaceSubrange(0..<8, with: [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE, 0, 2])
    header.replaceSubrange(14..<16, with: [0x40, 0])
    header[23] = 1
    header.replaceSubrange(72..<78, with: Array("sha256".utf8))
    let text = json.prefix(12_287)
    header.replaceSubrange(4096..<4096 + text.count, with: text)
    header.replaceSubrange(448..<480, with: SHA256Digest(hashing: header).bytes)
    return header + [UInt8](repeating: 0, count: 65_536)
  }

  private static func bytesOf(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }
  }

  /// Everything that is done with a disk without a key, and a key that cannot be right. It costs no stretch: the startup
  /// key is tried as it is.
  private static func look(at image: any DiskImage) {
    guard let volume = try? EncryptedVolume(reading: image) else { return }
    let report = volume.report
    mustHold(report.copies.sound <= report.copies.all, "no more copies are sound than there are")
    mustHold(ProtectorDrift(from: report, to: report).isEmpty, "nothing changes between a report and itself")
    for slot in [nil, 0, 1] {
      guard let copy = try? volume.metadata(in: image, slot: slot) else { continue }
      mustHold((try? MetadataCopy(parsing: copy.encoded)) == copy, "what is collected can be read again")
    }
    guard case .bitLocker(let bitLocker) = volume, let key = startupKey else { return }
    for protector in [nil] + bitLocker.current.protectors.prefix(4).map({ Optional($0.id) }) {
      guard let result = try? BitLockerProver().prove(key, protector: protector, of: bitLocker, in: image) else {
        continue
      }
      mustHold(!result.proof.isProved && result.opened == nil, "a key of nothing proves nothing")
    }
  }

  /// A startup key of nothing, in the form of its file.
  private static let startupKey: BitLockerKey? = {
    let id = [UInt8](1...16)
    let time = [UInt8](repeating: 1, count: 8)
    let value: [UInt8] = [44, 0, 0, 0, 1, 0, 1, 0, 2, 0x20, 0, 0] + [UInt8](repeating: 9, count: 32)
    let external: [UInt8] = [76, 0, 6, 0, 9, 0, 1, 0] + id + time + value
    let file: [UInt8] =
      [124, 0, 0, 0, 1, 0, 0, 0, 48, 0, 0, 0, 124, 0, 0, 0] + id + [1, 0, 0, 0, 0, 0, 0, 0] + time + external
    return (try? StartupKey(parsing: SecretBytes(file))).map { .startupKey($0) }
  }()
}

/// The input as a disk.
private struct FuzzImage: DiskImage {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var size: UInt64 { UInt64(bytes.count) }

  func read(at offset: UInt64, count: Int) -> [UInt8]? {
    guard count >= 0, offset <= size, UInt64(count) <= size - offset else { return nil }
    return Array(bytes[Int(offset)..<Int(offset) + count])
  }
}
