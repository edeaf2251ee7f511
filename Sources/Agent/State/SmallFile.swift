import Glibc

/// Reading and replacing small files as a whole.
package enum SmallFile {
  /// - Returns: nil when it cannot be read, or has more than `most` bytes.
  package static func read(_ path: String, most: Int = 16 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0, bytes.count + count <= most else { return nil }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  package static func text(_ path: String) -> String? { read(path).map { String(decoding: $0, as: UTF8.self) } }

  /// Writes a file so that after a crash either the old or the new one is there, whole and on the disk.
  /// - Parameter isLasting: false spares the disk for what may be lost with the power.
  package static func replace(
    _ path: String, with bytes: [UInt8], mode: mode_t = 0o600, isLasting: Bool = true
  ) throws(AgentFailure) {
    let next = path + ".new"
    unlink(next)
    let descriptor = open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw AgentFailure(.state, "\(path) cannot be written: \(AgentFailure.lastError)") }
    // What others may read they may read whatever this process's mask is.
    if mode != 0o600 { fchmod(descriptor, mode) }
    let isWritten = writeAll(descriptor, bytes) && (!isLasting || fsync(descriptor) == 0)
    let reason = AgentFailure.lastError
    close(descriptor)
    guard isWritten, rename(next, path) == 0 else {
      unlink(next)
      throw AgentFailure(.state, "\(path) cannot be written: \(reason)")
    }
    if isLasting { syncFolder(of: path) }
  }

  /// - Returns: false with errno set when not all could be written.
  package static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
  }

  /// Makes a new or renamed name in a folder last.
  package static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Names in a folder, sorted; empty when it cannot be listed.
  package static func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
