import Custody
import Glibc
import Storage

/// Where the sealed letters of an incident lie until they are released and their list is erased: a folder a batch, a file a
/// lot.
struct LetterFolder {
  private let path: String
  private let incident: String

  /// - Parameter dataFolder: of the installation.
  init(dataFolder: String, incident: String) {
    path = dataFolder + "/letters/" + incident
    self.incident = incident
  }

  /// No two lots of a batch have the same one.
  static func lotName(_ client: Organisation.ID, _ number: Int) -> String {
    let digits = String(number)
    return client.fileName + "-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".pdf"
  }

  /// What a lot is sealed for: it opens as no other.
  func place(_ batch: Int, _ name: String) -> String { "letters|\(incident)|\(batch)|\(name)" }

  private func path(_ batch: Int, _ name: String) -> String { "\(path)/\(batch)/\(name).sealed" }

  /// Whether this machine has letters of the incident, or had.
  var isThere: Bool { access(path, F_OK) == 0 }

  func has(batch: Int, name: String) -> Bool { access(path(batch, name), F_OK) == 0 }

  /// Whole on the disk when this returns, or not there.
  /// - Throws: `StorageFailure` with the code `unavailable`.
  func keep(_ sealed: [UInt8], batch: Int, name: String) throws {
    let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    for folder in [parent, path, "\(path)/\(batch)"] where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw Self.failure(folder)
    }
    let target = path(batch, name)
    let descriptor = open(target + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(target) }
    defer { close(descriptor) }
    let isWritten = sealed.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      var done = 0
      while done < bytes.count {
        let count = write(descriptor, base + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    guard isWritten, fsync(descriptor) == 0, rename(target + ".partial", target) == 0 else {
      let failure = Self.failure(target)
      unlink(target + ".partial")
      throw failure
    }
  }

  /// - Throws: `StorageFailure` with the code `unavailable` when the file is gone: it lies where it was made.
  func read(batch: Int, name: String) throws -> [UInt8] {
    let descriptor = open(path(batch, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw Self.failure(path(batch, name)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, let size = Int(exactly: status.st_size) else {
      throw Self.failure(path(batch, name))
    }
    var bytes = [UInt8](repeating: 0, count: size)
    var done = 0
    while done < size {
      let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + done }, size - done) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(path(batch, name)) }
      done += count
    }
    return bytes
  }

  /// Removes a batch's lots, as far as there are any.
  func remove(batch: Int, names: [String]) {
    for name in names {
      unlink(path(batch, name))
      unlink(path(batch, name) + ".partial")
    }
    rmdir("\(path)/\(batch)")
  }

  /// Removes everything of a batch that is not recorded.
  func clear(batch: Int) {
    for name in Self.names(in: "\(path)/\(batch)") { unlink("\(path)/\(batch)/\(name)") }
    rmdir("\(path)/\(batch)")
  }

  /// Those of which something lies here, recorded or not.
  var batches: [Int] { Self.names(in: path).compactMap { Int($0) }.sorted() }

  private static func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  private static func failure(_ path: String) -> StorageFailure {
    StorageFailure(.unavailable, "\(path): \(String(cString: strerror(errno)))")
  }
}
