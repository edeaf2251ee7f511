import Contents
import Glibc

/// The folders and files that a scan was asked for: absolute for the work, as typed for the answer.
struct ScanRoots {
  private let pairs: [(typed: String, absolute: String)]

  /// - Throws: `PathFailure` when a path does not exist.
  init(_ typed: [String]) throws {
    pairs = try typed.map { path in
      guard let resolved = realpath(path, nil) else {
        throw PathFailure(path: path, reason: String(cString: strerror(errno)))
      }
      defer { free(resolved) }
      return (path, String(cString: resolved))
    }
  }

  var absolute: [String] { pairs.map(\.absolute) }

  /// The path as the user would write it.
  func typed(_ path: String) -> String {
    for (typed, absolute) in pairs {
      if path == absolute { return typed }
      let prefix = absolute.hasSuffix("/") ? absolute : absolute + "/"
      if path.hasPrefix(prefix) {
        let start = typed.hasSuffix("/") ? typed : typed + "/"
        return start + path.dropFirst(prefix.count)
      }
    }
    return path
  }

  /// The folder that a file is counted under: the first step below its root.
  func folder(of path: String) -> String {
    for (typed, absolute) in pairs {
      let prefix = absolute.hasSuffix("/") ? absolute : absolute + "/"
      guard path.hasPrefix(prefix) else { continue }
      let rest = path.dropFirst(prefix.count)
      guard let slash = rest.firstIndex(of: "/") else { return typed }
      return (typed.hasSuffix("/") ? typed : typed + "/") + rest[..<slash]
    }
    return typed(path)
  }
}

/// A path that cannot be used.
struct PathFailure: Error, CustomStringConvertible {
  var path: String
  var reason: String
  var description: String { "\(path): \(reason)" }
}

/// The running program, for starting its reader workers.
enum Executable {
  static func path() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { throw PathFailure(path: "/proc/self/exe", reason: String(cString: strerror(errno))) }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
