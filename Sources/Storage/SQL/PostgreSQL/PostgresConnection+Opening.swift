import CPostgres
import Glibc

/// How a connection comes about, and what it holds the server to.
extension PostgresConnection {
  /// PostgreSQL 11, whose answers YugabyteDB gives, is the oldest with everything that is used here.
  private static let oldestVersion: Int32 = 110_000

  static func open(_ url: PostgresURL) throws -> OpaquePointer {
    // What stands before `dbname` is overruled by the URL, what stands behind it is not.
    let settings = [
      ("connect_timeout", "10"), ("keepalives_idle", "30"), ("tcp_user_timeout", "60000"),
      ("fallback_application_name", "hikae"), ("dbname", url.secret), ("client_encoding", "UTF8"),
    ]
    let keywords = settings.map { strdup($0.0) }
    let values = settings.map { strdup($0.1) }
    defer { for copy in keywords + values { free(copy) } }
    let connection = (keywords + [nil]).map { UnsafePointer($0) }.withUnsafeBufferPointer { keywords in
      (values + [nil]).map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
        PQconnectdbParams(keywords.baseAddress, values.baseAddress, 1)
      }
    }
    guard let connection else { throw StorageFailure(.unavailable, "no memory for a connection") }
    guard PQstatus(connection) != CONNECTION_OK else { return connection }
    defer { PQfinish(connection) }
    throw refusal(connection, url)
  }

  /// Why no connection came about. libpq's words name host, port, user and database, never the password; but where the
  /// URL itself cannot be read they quote it whole.
  private static func refusal(_ connection: OpaquePointer, _ url: PostgresURL) -> StorageFailure {
    guard PQuser(connection) != nil else {
      return StorageFailure(.address, "the address of the database cannot be read: \(url)")
    }
    let words = String(cString: PQerrorMessage(connection)).split(separator: "\n").first.map(String.init) ?? ""
    // The words come in the server's language: asked once more, it gives the code instead.
    PQsetErrorVerbosity(connection, PQERRORS_SQLSTATE)
    PQreset(connection)
    let coded = String(cString: PQerrorMessage(connection)).split(separator: "\n").first ?? ""
    let state = String(coded.suffix(5))
    switch state {
    case "3D000": return StorageFailure(.noDatabase, words)
    case "28P01", "28000": return StorageFailure(.refused, words)
    default:
      return StorageFailure(PQconnectionNeedsPassword(connection) == 1 ? .refused : .unreachable, words)
    }
  }

  /// Holds the server to what the store promises, before anything else is sent.
  static func settle(_ handle: OpaquePointer, _ url: PostgresURL) throws {
    guard PQserverVersion(handle) >= oldestVersion else {
      let version = PQparameterStatus(handle, "server_version").map { String(cString: $0) } ?? "?"
      throw StorageFailure(.oldServer, version)
    }
    let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "UTF8"
    guard encoding == "UTF8" else {
      throw StorageFailure(
        .unsupported, "the database keeps text in \(encoding), not in UTF8: make one with createdb -E UTF8 -T template0"
      )
    }
    var settings = [
      // Others wait for a writer as long as for a writer to SQLite; one that died or hangs must not hold them for ever.
      ("lock_timeout", "30s"), ("idle_in_transaction_session_timeout", "2min"), ("statement_timeout", "10min"),
    ].filter { !url.mentions($0.0) }
    // On disk before it counts. A server that is set to wait for its standbys, too, keeps that.
    if ["off", "local"].contains(setting("synchronous_commit", of: handle)) {
      settings.append(("synchronous_commit", "on"))
    }
    for (name, value) in settings {
      let result = PQexec(handle, "SET \(name) = '\(value)'")
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_COMMAND_OK else {
        throw StorageFailure(.unsupported, "the database server does not take the setting \(name)")
      }
    }
  }

  private static func setting(_ name: String, of handle: OpaquePointer) -> String {
    let result = PQexec(handle, "SHOW \(name)")
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_TUPLES_OK, PQntuples(result) == 1 else { return "" }
    return PQgetvalue(result, 0, 0).map { String(cString: $0) } ?? ""
  }
}
