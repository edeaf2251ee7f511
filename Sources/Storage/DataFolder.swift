import Glibc

/// Where an installation keeps its database and its keys.
package struct DataFolder: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  package var databasePath: String { path + "/hikae.sqlite" }
  /// The key of the first epoch.
  package var tokenKeyPath: String { path + "/keys/token-1.key" }

  /// The key that seals what the accounts keep secret.
  package var accountsKeyPath: String { path + "/keys/accounts.key" }

  /// Makes the folders (mode 0700) and the token key where they are missing.
  /// - Returns: whether the key was made now.
  package func create() throws -> Bool {
    try Self.makeFolder(path)
    try Self.makeFolder(path + "/keys")
    guard access(tokenKeyPath, F_OK) != 0 else { return false }
    try TokenKeyFile.create(at: tokenKeyPath)
    return true
  }

  /// Makes a folder (mode 0700) and its parents where they are missing.
  package static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o700) == 0 { return try keepName(of: path) }
    guard errno != EEXIST else { return }
    let reason = errno
    // The parents first, then once more.
    if reason == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
      if mkdir(path, 0o700) == 0 { return try keepName(of: path) }
      if errno == EEXIST { return }
    }
    throw StorageFailure(.unavailable, "the folder \(path) cannot be made: \(String(cString: strerror(reason)))")
  }

  /// Brings the name of a new file or folder to disk: syncing what is in it does not do that.
  package static func keepName(of path: String) throws {
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StorageFailure(.unavailable, "the folder \(parent) cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw StorageFailure(.unavailable, "the folder \(parent) cannot be synced: \(String(cString: strerror(errno)))")
    }
  }
}
