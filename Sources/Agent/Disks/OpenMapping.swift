import Glibc

/// Where the system shows its block devices: folders of their own in tests.
package struct BlockDevices: Sendable, Hashable {
  package var sysfs: String
  package var devices: String

  package init(sysfs: String = "/sys", devices: String = "/dev") {
    self.sysfs = sysfs
    self.devices = devices
  }
}

/// A LUKS volume that is open: the device that it lies on, and the one on which the system shows it decrypted.
package struct OpenMapping: Sendable, Hashable {
  /// The volume's UUID as the device mapper has it: 32 digits.
  package let digits: String
  /// The block device beneath the encryption.
  package let raw: String
  /// The one above it.
  package let plain: String

  /// Whether a UUID with dashes is this one.
  package func isOf(_ uuid: String) -> Bool { uuid.lowercased().filter { $0 != "-" } == digits }

  /// Mappings that cryptsetup made, as sysfs lists them, in the order of their names. What the mapper says is a claim: the header
  /// on the device is read afterwards.
  package static func all(in places: BlockDevices) -> [OpenMapping] {
    SmallFile.names(in: places.sysfs + "/block").compactMap { name in
      let folder = places.sysfs + "/block/" + name
      guard let uuid = line(folder + "/dm/uuid"), let digits = digits(of: uuid), line(folder + "/dm/suspended") != "1"
      else { return nil }
      // A volume of LUKS lies on one device; a detached header makes no second.
      let beneath = SmallFile.names(in: folder + "/slaves")
      guard beneath.count == 1, let raw = beneath.first else { return nil }
      return OpenMapping(digits: digits, raw: path(raw, places), plain: path(name, places))
    }
  }

  /// `CRYPT-LUKS2-0123456789abcdef0123456789abcdef-name` (cryptsetup's dm_prepare_uuid).
  private static func digits(of uuid: String) -> String? {
    let parts = uuid.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, parts[0] == "CRYPT", parts[1] == "LUKS1" || parts[1] == "LUKS2" else { return nil }
    let digits = parts[2].lowercased()
    return digits.utf8.count == 32 && digits.allSatisfy(\.isHexDigit) ? digits : nil
  }

  /// In sysfs a slash of a device's name is an exclamation mark.
  private static func path(_ name: String, _ places: BlockDevices) -> String {
    places.devices + "/" + String(name.map { $0 == "!" ? "/" : $0 })
  }

  private static func line(_ path: String) -> String? {
    SmallFile.read(path, most: 4096).map { bytes in
      String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }
}
