import Glibc
import Storage

/// An empty database of a test's own: a file, or a schema on the server. Gone with the last reference.
package final class TestDatabase: Sendable {
  package let address: DatabaseAddress
  private let schema: String?

  package init(_ engine: TestEngine = .current) throws {
    let name = "hikae_\(getpid())_\(UInt64.random(in: 0 ... .max))"
    guard engine == .postgres else {
      address = .sqlite(path: "/tmp/\(name).sqlite")
      schema = nil
      return
    }
    try Self.server().write { try $0.execute("CREATE SCHEMA \(name)") }
    address = try DatabaseAddress(url: Self.url(schema: name))
    schema = name
  }

  deinit {
    switch address {
    case .sqlite(let path): for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    case .postgres:
      if let schema { try? Self.server().write { try $0.execute("DROP SCHEMA \(schema) CASCADE") } }
    }
  }

  /// The address as a command takes it.
  package var url: String? { schema.map { Self.url(schema: $0) } }

  package var postgresURL: PostgresURL? { url.flatMap { PostgresURL($0) } }

  private static func url(schema: String) -> String {
    let server = TestEngine.postgresURL ?? ""
    return server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D" + schema
  }

  private static func server() throws -> Store {
    try Store(DatabaseAddress(url: TestEngine.postgresURL ?? ""), creating: true, migrations: [])
  }
}
