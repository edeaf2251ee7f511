/// Where a volume's bytes come from: a device, an image or a copy of its metadata.
package protocol DiskImage {
  /// Bytes of the volume, as far as it is known.
  var size: UInt64 { get }

  /// Exactly these bytes.
  /// - Returns: nil where they are not all there: after the end, or not part of a copy.
  /// - Throws: `unreadable` when the system could not read.
  func read(at offset: UInt64, count: Int) throws(DiskEncryptionFailure) -> [UInt8]?
}
