import Glibc

/// A folder that is being filled: writes the files, dates them, and keeps the books of who lies in which.
final class CaseFolder {
  let name: String
  private let root: String
  private let population: Population
  private var files: [FoundingTruth.FileTruth] = []
  private var readable: [Bool]
  private var unreadable: [Bool]
  private(set) var bytes: Int64 = 0
  private let progress: (FoundingProgress) -> Void

  init(_ name: String, in root: String, population: Population, progress: @escaping (FoundingProgress) -> Void) {
    self.name = name
    self.root = root
    self.population = population
    self.progress = progress
    readable = Array(repeating: false, count: population.people.count)
    unreadable = readable
  }

  /// Writes one file.
  /// - Parameters:
  ///   - path: beneath this folder, with slashes.
  ///   - modified: the day that the file system shows.
  ///   - people: positions in the population, with or without repeats.
  ///   - unreadable: why nobody can read them out, in the product's words.
  func add(
    _ path: String, _ contents: [UInt8], modified: Day, people: [Int] = [], fields: Set<PlantedField> = [],
    unreadable reason: String? = nil
  ) throws {
    try DiskFile.write(contents, to: "\(root)/\(name)/\(path)", modified: modified)
    bytes += Int64(contents.count)
    var seen = Set<Int>(minimumCapacity: people.count)
    var clients: [Int: Int] = [:]
    for id in people where seen.insert(id).inserted {
      clients[population.people[id].client, default: 0] += 1
      if reason == nil { readable[id] = true } else { unreadable[id] = true }
    }
    files.append(
      FoundingTruth.FileTruth(
        path: path, people: seen.count, fields: seen.isEmpty ? [] : PlantedField.allCases.filter(fields.contains),
        clients: clients, unreadable: reason))
    progress(FoundingProgress(folder: name, files: files.count, bytes: bytes))
  }

  /// Where a file of this folder lies on the disk.
  func path(of name: String) throws -> String {
    try DiskFile.makeFolders(of: "\(root)/\(self.name)/\(name)")
    return "\(root)/\(self.name)/\(name)"
  }

  func contains(_ id: Int) -> Bool { readable[id] }

  /// People of a client in files that can be read.
  func count(client number: Int) -> Int { population.members[number].count { readable[$0] } }

  var truth: FoundingTruth.FolderTruth {
    FoundingTruth.FolderTruth(
      folder: name, people: readable.count { $0 },
      peopleOnlyUnreadable: zip(readable, unreadable).count { !$0 && $1 }, staff: count(client: 0), files: files,
      bytes: bytes)
  }
}

/// Files and folders by system calls.
enum DiskFile {
  static func write(_ contents: [UInt8], to path: String, modified: Day? = nil) throws {
    try makeFolders(of: path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FoundingFailure(path: path, code: errno) }
    defer { close(descriptor) }
    var offset = 0
    while offset < contents.count {
      let written = contents.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), contents.count - offset)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw FoundingFailure(path: path, code: errno) }
      offset += written
    }
    guard let modified else { return }
    // Some hour of the working day, told apart by the length of the path so that not all files are of one second.
    let second = modified.dayNumber * 86400 + 3600 + path.utf8.count * 211 % 28800
    var times = [timespec(tv_sec: second, tv_nsec: 0), timespec(tv_sec: second, tv_nsec: 0)]
    guard futimens(descriptor, &times) == 0 else { throw FoundingFailure(path: path, code: errno) }
  }

  static func makeFolders(of path: String) throws {
    var position = path.utf8.startIndex
    while let slash = path.utf8[path.utf8.index(after: position)...].firstIndex(of: UInt8(ascii: "/")) {
      let folder = String(path[..<slash])
      if mkdir(folder, 0o755) != 0, errno != EEXIST { throw FoundingFailure(path: folder, code: errno) }
      position = slash
    }
  }
}

/// The disk refused.
package struct FoundingFailure: Error, Sendable, Equatable {
  package var path: String
  /// `errno`.
  package var code: Int32
}

/// How far the writing is.
package struct FoundingProgress: Sendable, Equatable {
  package var folder: String
  package var files: Int
  package var bytes: Int64
}
