/// Opening what a user names: a device, an image, or a copy of metadata.
package enum DiskImages {
  /// - Throws: `unreadable`; `damaged` for a copy that is.
  package static func open(_ path: String) throws(DiskEncryptionFailure) -> any DiskImage {
    let file = try FileImage(path: path)
    guard let beginning = try file.read(at: 0, count: 17), MetadataCopy.isCopy(beginning) else { return file }
    guard file.size <= UInt64(MetadataCopy.mostBytes) + 1 << 16, let bytes = try file.read(at: 0, count: Int(file.size))
    else { throw DiskEncryptionFailure(.damaged, "\(path): too long for a copy of metadata") }
    return try MetadataCopy(parsing: bytes)
  }
}
