import CPostgres

/// One connection to PostgreSQL: with how it is opened, the only place that calls libpq.
///
/// The connection is always in pipeline mode. `execute` sends a statement and does not wait for its result; results are
/// taken when a row is asked for, when many are under way, and at the end of the transaction. An error aborts the whole
/// transaction on the server, so nothing is lost by hearing of it later, and a projection's hundreds of small inserts
/// cost one round trip rather than hundreds.
///
/// `@unchecked Sendable`: a connection has no lock. `PostgresPool` lends it to one caller at a time.
final class PostgresConnection: @unchecked Sendable {
  private struct Prepared {
    let name: String
    let parameters: [Oid]
    let columns: [String]
  }

  /// An answer whose rows are still on their way.
  private final class Answer {
    let statement: String
    /// Rows that were taken in because another statement needed the connection.
    var absorbed: [OpaquePointer] = []
    var taken = 0
    var isComplete = false

    init(_ statement: String) { self.statement = statement }

    func next() -> OpaquePointer? {
      guard taken < absorbed.count else { return nil }
      taken += 1
      return absorbed[taken - 1]
    }
  }

  /// Results are taken when so many statements, or so many bytes of arguments, are under way.
  private static let pendingLimit = 256
  private static let pendingBytes = 1 << 20
  /// How many rows of an insert go in one statement: as many as are left, of these. Few numbers, because the server gets to
  /// know a statement for each.
  private static let rowsTogether = [64, 16, 4]
  /// What the rest of an answer may take in memory while statements run among its rows.
  private static let absorbedBytes = 256 << 20

  private let handle: OpaquePointer
  private let trace: (@Sendable (String) -> Void)?
  private var prepared: [String: Prepared] = [:]
  /// Texts of the statements whose results were not taken yet.
  private var pending: [String] = []
  private var pendingSize = 0
  private var streaming: Answer?
  private var changed = 0
  /// What went wrong in this transaction. Everything else in it fails with the same.
  private(set) var fault: PostgresFault?
  /// Arguments of the statement that is being sent.
  private var scratch: [UInt8] = []

  /// - Throws: `StorageFailure` that says what to do.
  init(_ url: PostgresURL, trace: (@Sendable (String) -> Void)?) throws {
    self.trace = trace
    handle = try Self.open(url)
    // What the server remarks by the way (a table that is there already) is not for the user.
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    do {
      try Self.settle(handle, url)
    } catch {
      PQfinish(handle)
      throw error
    }
    PQenterPipelineMode(handle)
  }

  deinit { PQfinish(handle) }

  var isBroken: Bool { PQstatus(handle) != CONNECTION_OK || fault != nil }

  // MARK: Transactions

  /// Sends the beginning of a transaction; it counts from the first statement that waits for an answer.
  func begin(_ statements: [String]) throws {
    fault = nil
    for statement in statements { try execute(statement, []) }
  }

  /// Commits what was done since `begin`.
  /// - Throws: `PostgresFault`, or `StorageFailure` with the code `uncertain` when the connection broke before the answer
  ///   came.
  func commit() throws {
    if let fault { throw fault }
    try absorb()
    // A round trip more, so that a connection that broke earlier is known to have broken before the end.
    try drain()
    let isSent = send("COMMIT") && PQpipelineSync(handle) == 1
    let end = collect("COMMIT")
    if isSent { takeSync() }
    if let fault = end.fault {
      self.fault = fault
      guard isSent, fault.isConnectionLost else { throw fault }
      throw StorageFailure(
        .uncertain, "the connection broke while a change was being committed: look whether it was made")
    }
    // An aborted transaction answers COMMIT with ROLLBACK, and without an error.
    guard end.tag == "COMMIT" else {
      let fault = PostgresFault(state: "25P02", statement: "COMMIT")
      self.fault = fault
      throw fault
    }
  }

  /// Undoes what was done since `begin`. Leaves the connection broken where that is not possible.
  func rollBack() {
    guard PQstatus(handle) == CONNECTION_OK else { return }
    fault = nil
    do {
      try absorb(keeping: false)
      try drain()
    } catch {
      // It is undone below, whatever it was.
      fault = nil
    }
    let isSent = send("ROLLBACK") && PQpipelineSync(handle) == 1
    fault = collect("ROLLBACK").fault
    if isSent { takeSync() }
  }

  // MARK: Statements

  /// Runs one statement without arguments outside of any transaction.
  func runAlone(_ sql: String) throws {
    trace?(sql)
    guard PQexitPipelineMode(handle) == 1 else { throw lost(sql) }
    defer { PQenterPipelineMode(handle) }
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    if let result, PQresultStatus(result) != PGRES_COMMAND_OK { throw Self.fault(of: result, sql) }
  }

  /// Sends a statement that gives no rows.
  func execute(_ sql: String, _ arguments: [SQLValue]) throws {
    try start(sql, arguments)
    pending.append(sql)
    pendingSize += scratch.count
    if pending.count >= Self.pendingLimit || pendingSize >= Self.pendingBytes { try drain() }
  }

  /// Inserts rows of which all or none count.
  /// - Returns: false when a key was there already.
  func insertNew(_ sql: String, rows: [[SQLValue]]) throws -> Bool {
    try absorb()
    try drain()
    do {
      try execute("SAVEPOINT attempt", [])
      try send(sql, rows: rows)
      try execute("RELEASE SAVEPOINT attempt", [])
      try drain()
      return true
    } catch let fault as PostgresFault where fault.isUniqueViolation {
      // What the server has of the transaction is as before the savepoint; this side has thrown away what was under way.
      self.fault = nil
      try execute("ROLLBACK TO SAVEPOINT attempt", [])
      try execute("RELEASE SAVEPOINT attempt", [])
      try drain()
      return false
    }
  }

  /// Sends an insert of one row for each of several rows, many of them in one statement.
  private func send(_ sql: String, rows: [[SQLValue]]) throws {
    var rest = rows[...]
    for together in Self.rowsTogether {
      guard rest.count >= together, let many = PostgresText.repeatingRow(of: sql, times: together) else { continue }
      while rest.count >= together {
        try execute(many, rest.prefix(together).flatMap { $0 })
        rest = rest.dropFirst(together)
      }
    }
    for row in rest { try execute(sql, row) }
  }

  /// Rows changed by the last statement.
  var changes: Int {
    get throws {
      try absorb()
      try drain()
      return changed
    }
  }

  func columns(of sql: String) throws -> [String] {
    if let fault { throw fault }
    return try statement(sql).columns
  }

  /// - Parameter body: says whether to go on.
  func query(_ sql: String, _ arguments: [SQLValue], body: (SQLRow) throws -> Bool) throws {
    try start(sql, arguments)
    guard PQsendFlushRequest(handle) == 1 else { throw lost(sql) }
    try drain(flushing: false)
    guard PQsetSingleRowMode(handle) == 1 else { throw lost(sql) }
    let answer = Answer(sql)
    streaming = answer
    defer { finish(answer) }
    while let row = try next(of: answer) {
      defer { PQclear(row) }
      guard try body(SQLRow(engine: .postgres(PostgresRow(result: row)))) else { break }
    }
    // What is left over may still be an error.
    if streaming === answer { try absorb(keeping: false) }
  }

  /// Asks the same for each set of arguments, many at a time.
  func query(_ sql: String, of sets: [[SQLValue]], body: (Int, SQLRow) throws -> Void) throws {
    for first in stride(from: 0, to: sets.count, by: Self.pendingLimit) {
      let some = sets[first..<min(first + Self.pendingLimit, sets.count)]
      for arguments in some { try start(sql, arguments) }
      guard PQsendFlushRequest(handle) == 1 else { throw lost(sql) }
      try drain(flushing: false)
      var answers: [OpaquePointer] = []
      defer { for answer in answers { PQclear(answer) } }
      // All of them before the first is looked at: statements may run among the rows.
      for _ in some { answers.append(try whole(sql)) }
      for (number, answer) in answers.enumerated() {
        for row in 0..<PQntuples(answer) {
          try body(first + number, SQLRow(engine: .postgres(PostgresRow(result: answer, row: row))))
        }
      }
    }
  }

  // MARK: Answers

  /// The next answer with all its rows.
  private func whole(_ sql: String) throws -> OpaquePointer {
    var answer: OpaquePointer?
    while let result = PQgetResult(handle) {
      guard PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK else {
        let fault = Self.fault(of: result, sql)
        PQclear(result)
        PQclear(answer)
        throw failed(fault)
      }
      PQclear(answer)
      answer = result
    }
    guard let answer else { throw lost(sql) }
    return answer
  }

  private func next(of answer: Answer) throws -> OpaquePointer? {
    if let row = answer.next() { return row }
    guard streaming === answer, !answer.isComplete else { return nil }
    return try receive(answer)
  }

  /// The next row from the wire.
  private func receive(_ answer: Answer) throws -> OpaquePointer? {
    while let result = PQgetResult(handle) {
      switch PQresultStatus(result) {
      case PGRES_SINGLE_TUPLE: return result
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
        changed = Self.changes(of: result)
        PQclear(result)
      default:
        let fault = Self.fault(of: result, answer.statement)
        PQclear(result)
        answer.isComplete = true
        streaming = nil
        throw failed(fault)
      }
    }
    answer.isComplete = true
    streaming = nil
    return nil
  }

  /// Takes in the rest of the answer under way, so that another statement can be sent.
  private func absorb(keeping: Bool = true) throws {
    guard let answer = streaming else { return }
    var size = 0
    while let row = try receive(answer) {
      guard keeping else {
        PQclear(row)
        continue
      }
      answer.absorbed.append(row)
      size += PQresultMemorySize(row)
      guard size <= Self.absorbedBytes else {
        try absorb(keeping: false)
        throw StorageFailure(
          .unsupported, "an answer of more than \(Self.absorbedBytes >> 20) MB has statements among its rows")
      }
    }
  }

  private func finish(_ answer: Answer) {
    while let row = answer.next() { PQclear(row) }
    // The body threw: what is wrong besides is seen by the rolling back.
    if streaming === answer { try? absorb(keeping: false) }
  }

  /// Takes the results of all statements under way.
  private func drain(flushing: Bool = true) throws {
    guard !pending.isEmpty else { return }
    if flushing, PQsendFlushRequest(handle) != 1 { throw lost(pending[0]) }
    for (position, sql) in pending.enumerated() {
      let end = collect(sql)
      if let fault = end.fault {
        pending.removeFirst(position + 1)
        throw failed(fault)
      }
      changed = end.changes
    }
    pending.removeAll(keepingCapacity: true)
    pendingSize = 0
  }

  /// Takes the one result of a statement that gives no rows, and the end mark behind it.
  private func collect(_ sql: String) -> (fault: PostgresFault?, tag: String, changes: Int) {
    var end: (fault: PostgresFault?, tag: String, changes: Int) = (nil, "", 0)
    var isEmpty = true
    while let result = PQgetResult(handle) {
      isEmpty = false
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
        end.tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
        end.changes = Self.changes(of: result)
      default: end.fault = end.fault ?? Self.fault(of: result, sql)
      }
      PQclear(result)
      if PQstatus(handle) != CONNECTION_OK { break }
    }
    if isEmpty, end.fault == nil { end.fault = PostgresFault(state: "", statement: sql) }
    return end
  }

  /// After an error the server skips everything up to the next mark: sets it and reads up to it.
  private func failed(_ fault: PostgresFault) -> PostgresFault {
    self.fault = fault
    pending.removeAll(keepingCapacity: true)
    pendingSize = 0
    if PQstatus(handle) == CONNECTION_OK, PQpipelineSync(handle) == 1 { takeSync() }
    return fault
  }

  private func takeSync() {
    while PQstatus(handle) == CONNECTION_OK {
      guard let result = PQgetResult(handle) else { continue }
      let isMark = PQresultStatus(result) == PGRES_PIPELINE_SYNC
      PQclear(result)
      if isMark { return }
    }
  }

  private func lost(_ sql: String) -> PostgresFault { failed(PostgresFault(state: "", statement: sql)) }

  private static func fault(of result: OpaquePointer, _ sql: String) -> PostgresFault {
    func field(_ code: Int32) -> String { PQresultErrorField(result, code).map { String(cString: $0) } ?? "" }
    let state = PQresultStatus(result) == PGRES_PIPELINE_ABORTED ? "25P02" : field(Field.state)
    return PostgresFault(
      state: state, constraint: field(Field.constraint), statement: sql, detail: field(Field.message))
  }

  private static func changes(of result: OpaquePointer) -> Int {
    PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  /// Fields of an error by their letters in the protocol; the header's macros do not reach Swift.
  private enum Field {
    static let state = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let constraint = Int32(UInt8(ascii: "n"))
  }

  // MARK: Sending

  private func start(_ sql: String, _ arguments: [SQLValue]) throws {
    if let fault { throw fault }
    trace?(sql)
    try absorb()
    let statement = try self.statement(sql)
    guard arguments.count == statement.parameters.count else {
      throw StorageFailure(.unavailable, "a statement with \(arguments.count) arguments does not take so many")
    }
    guard try send(statement, arguments) else { throw lost(sql) }
  }

  /// The statement as the server knows it; sent there once a connection.
  private func statement(_ sql: String) throws -> Prepared {
    if let known = prepared[sql] { return known }
    try absorb()
    let name = "h\(prepared.count)"
    guard PQsendPrepare(handle, name, PostgresText.numbered(sql), 0, nil) == 1,
      PQsendDescribePrepared(handle, name) == 1, PQsendFlushRequest(handle) == 1
    else { throw lost(sql) }
    try drain(flushing: false)
    let parsed = collect(sql)
    if let fault = parsed.fault { throw failed(fault) }
    var parameters: [Oid] = []
    var columns: [String] = []
    while let result = PQgetResult(handle) {
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failed(Self.fault(of: result, sql)) }
      parameters = (0..<PQnparams(result)).map { PQparamtype(result, $0) }
      columns = (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
    }
    let statement = Prepared(name: name, parameters: parameters, columns: columns)
    prepared[sql] = statement
    return statement
  }

  private func send(_ sql: String) -> Bool { PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1 }

  /// - Returns: whether it could be sent.
  /// - Throws: `StorageFailure` when an argument is of another type than the statement takes.
  private func send(_ statement: Prepared, _ arguments: [SQLValue]) throws -> Bool {
    // Never empty, so that the empty text has an address, and is not taken for NULL.
    scratch.removeAll(keepingCapacity: true)
    scratch.append(0)
    return try withUnsafeTemporaryAllocation(of: Int32.self, capacity: arguments.count * 2 + 1) { numbers in
      try withUnsafeTemporaryAllocation(of: Int.self, capacity: arguments.count + 1) { starts in
        for (index, argument) in arguments.enumerated() {
          starts.initializeElement(at: index, to: argument == .null ? -1 : scratch.count)
          let before = scratch.count
          try append(argument, as: statement.parameters[index])
          numbers.initializeElement(at: index, to: Int32(clamping: scratch.count - before))
          // The binary format.
          numbers.initializeElement(at: arguments.count + index, to: 1)
        }
        return scratch.withUnsafeBytes { bytes in
          withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: arguments.count + 1) { values in
            for index in arguments.indices {
              let start = starts[index] < 0 ? nil : bytes.baseAddress?.advanced(by: starts[index])
              values.initializeElement(at: index, to: start?.assumingMemoryBound(to: CChar.self))
            }
            return PQsendQueryPrepared(
              handle, statement.name, Int32(arguments.count), values.baseAddress, numbers.baseAddress,
              numbers.baseAddress?.advanced(by: arguments.count), 1) == 1
          }
        }
      }
    }
  }

  private func append(_ argument: SQLValue, as type: Oid) throws {
    switch (argument, type) {
    case (.null, _): break
    case (.integer(let value), PostgresType.bigInteger): appendBigEndian(value)
    case (.integer(let value), PostgresType.integer) where Int32(exactly: value) != nil:
      appendBigEndian(Int32(truncatingIfNeeded: value))
    case (.integer(let value), PostgresType.smallInteger) where Int16(exactly: value) != nil:
      appendBigEndian(Int16(truncatingIfNeeded: value))
    case (.integer(let value), PostgresType.boolean): scratch.append(value == 0 ? 0 : 1)
    case (.text(let value), _) where PostgresType.isText(type): scratch.append(contentsOf: value.utf8)
    case (.blob(let value), PostgresType.bytes): scratch.append(contentsOf: value)
    default: throw StorageFailure(.unsupported, "an argument of a statement is of another type than it takes")
    }
  }

  private func appendBigEndian(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { scratch.append(contentsOf: $0) }
  }
}
