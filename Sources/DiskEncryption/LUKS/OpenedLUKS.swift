/// A LUKS volume whose key is known, because a passphrase was proved. The key is wiped with it.
package final class OpenedLUKS: Sendable, CustomStringConvertible {
  package let volume: LUKSVolume
  let key: SecretBytes

  init(volume: LUKSVolume, key: SecretBytes) {
    self.volume = volume
    self.key = key
  }

  package var description: String { "LUKS volume \(volume.uuid), opened" }
}

/// Decrypts sectors of an opened LUKS volume for the live challenge. Not Sendable: it holds a cipher.
package struct LUKSSectors {
  private let volume: LUKSVolume
  private let cipher: SectorCipher

  static let cipher = "aes-xts-plain64"

  /// - Returns: nil for a cipher other than `aes-xts-plain64`, which cryptsetup uses unless it is told otherwise.
  package init?(_ opened: OpenedLUKS) {
    guard opened.volume.cipher == Self.cipher, let key = SectorKey(xts: opened.key),
      let cipher = SectorCipher(key)
    else { return nil }
    volume = opened.volume
    self.cipher = cipher
  }

  package var sectorSize: Int { volume.sectorSize }

  /// Where a sector of the data begins on the disk; nil beyond what a number can hold.
  package func offset(of sector: UInt64) -> UInt64? {
    let (bytes, overflow) = sector.multipliedReportingOverflow(by: UInt64(sectorSize))
    let (offset, past) = bytes.addingReportingOverflow(volume.dataOffset)
    return overflow || past ? nil : offset
  }

  /// - Parameters:
  ///   - sector: counted from the beginning of the data, in the volume's sector size.
  ///   - ciphertext: its raw bytes.
  package func decrypt(_ sector: UInt64, _ ciphertext: [UInt8]) -> [UInt8]? {
    guard ciphertext.count == sectorSize, offset(of: sector) != nil else { return nil }
    // dm-crypt counts in units of 512 bytes, whatever the sector size.
    let (number, overflow) = (sector * UInt64(sectorSize / 512)).addingReportingOverflow(volume.tweak)
    return overflow ? nil : cipher.decrypt(ciphertext, number: number, offset: 0)
  }
}
