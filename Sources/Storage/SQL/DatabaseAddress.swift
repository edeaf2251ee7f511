/// Where a database lies.
package enum DatabaseAddress: Sendable, Hashable, CustomStringConvertible {
  /// A file.
  case sqlite(path: String)
  case postgres(PostgresURL)

  /// - Parameter url: `postgres://…` or `postgresql://…`, as libpq takes it.
  /// - Throws: `StorageFailure` that does not repeat what was given: there may be a password in it.
  package init(url: String) throws {
    guard let url = PostgresURL(url) else {
      throw StorageFailure(.address, "a database is given as postgres://USER@HOST:PORT/DATABASE")
    }
    self = .postgres(url)
  }

  package var description: String {
    switch self {
    case .sqlite(let path): path
    case .postgres(let url): url.description
    }
  }
}

/// The address of a PostgreSQL database. Printed without its password, and without the parameters, which may hold one.
package struct PostgresURL: Sendable, Hashable, CustomStringConvertible {
  /// As given, for libpq alone.
  let secret: String
  package let description: String
  /// Whether a password stands in it, where `ps` and the shell's history show it.
  package let hasPassword: Bool

  package init?(_ text: String) {
    let schemes = ["postgres://", "postgresql://"]
    guard let scheme = schemes.first(where: text.hasPrefix) else { return nil }
    let parts = text.dropFirst(scheme.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var place = parts[0]
    var user: Substring = ""
    var hasPassword = false
    // The password may hold an @ of its own, although it should be written %40.
    let host = place.prefix { $0 != "/" }
    if let at = (host.contains("@") ? host : place).lastIndex(of: "@") {
      let account = place[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      user = account[0]
      hasPassword = account.count > 1 && !account[1].isEmpty
      place = place[place.index(after: at)...]
    }
    if parts.count > 1 {
      hasPassword = hasPassword || parts[1].split(separator: "&").contains { $0.hasPrefix("password=") }
    }
    secret = text
    description = "postgres://" + (user.isEmpty ? "" : user + "@") + place
    self.hasPassword = hasPassword
  }

  /// Whether the parameters say something about this.
  func mentions(_ parameter: String) -> Bool {
    secret.split(separator: "?", maxSplits: 1).dropFirst().first.map { $0.contains(parameter) } ?? false
  }
}
