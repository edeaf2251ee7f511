/// What the server, or the way to it, answered instead of a result.
struct PostgresFault: Error, Sendable, Equatable {
  /// Five characters of SQLSTATE; empty when the connection broke.
  var state: String
  /// Name of the constraint that was violated, if one was.
  var constraint = ""
  /// Text of the statement, without its arguments.
  var statement = ""
  /// What the server says, where that cannot hold stored content.
  var detail = ""

  var isConnectionLost: Bool { state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") }

  /// Whether a key was there already.
  var isUniqueViolation: Bool { state == "23505" }

  /// Whether the transaction may come through when it is run again: others were in its way.
  var isConflict: Bool {
    state == "40001" || state == "40P01" || (state == "23505" && constraint == "journal_pkey")
  }

  /// Whether a schema change met the same one by another server that starts at this moment.
  var isSchemaRace: Bool { ["23505", "42P07", "42701", "42710", "40001", "40P01", "XX000"].contains(state) }

  /// For the user, without stored content: the server's own words quote values in most classes.
  var failure: StorageFailure {
    switch state {
    case _ where isConflict:
      StorageFailure(.busy, "other servers wrote to the database at the same time, for too long; try again")
    case "": StorageFailure(.unreachable, "the connection to the database server broke off")
    case "57P01", "57P02", "57P03": StorageFailure(.unreachable, "the database server is stopping or starting")
    case "55P03": StorageFailure(.busy, "somebody else has been writing to the database for 30 seconds; try again")
    case "57014": StorageFailure(.busy, "the database server gave the statement up: it took longer than it may")
    case "25P03": StorageFailure(.busy, "the database server gave the transaction up: it was idle for too long")
    case "53100", "53200", "53300", "53400":
      StorageFailure(.unavailable, "the database server is out of room, memory or connections (SQLSTATE \(state))")
    case "25006":
      StorageFailure(.unavailable, "the database cannot be written to: it is a standby, or set to read only")
    case "54000":
      StorageFailure(.unsupported, "a text is too long for an index of the database: paths may have some 2,700 bytes")
    case "42501": StorageFailure(.unavailable, "the database user may not do that: \(detail)")
    case let state where state.hasPrefix("42") || state.hasPrefix("0A"):
      StorageFailure(.unsupported, "a statement was not understood (SQLSTATE \(state)): \(detail)")
    default: StorageFailure(.unavailable, "the database server refused a statement (SQLSTATE \(state))")
    }
  }
}
