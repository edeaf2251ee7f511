import Contents

/// The tables of a database on their way to whoever counts: what one table says of a person by the person's number is told
/// beside the name that another has. Databases that are too large to be held pass as they are.
final class RelatedTables {
  private static let mostBytes = 24 << 20
  private static let mostCells = 4_000_000
  private static let mostTables = 2_000

  private let outlet: Reading
  /// What came, as long as all of it is held.
  private var events: [ContentEvent]? = []
  private var bytes = 0
  private var cells = 0
  private var tables = 0

  init(_ outlet: Reading) { self.outlet = outlet }

  /// What readers emit into.
  var inlet: Reading { Reading(limits: outlet.limits) { [self] event throws(UnreadReason) in try take(event) } }

  private func take(_ event: ContentEvent) throws(UnreadReason) {
    guard events != nil else { return try outlet.emit(event) }
    events?.append(event)
    switch event {
    case .rows(let batch):
      bytes += batch.text.count
      cells += batch.starts.count
    case .passage(let passage): bytes += passage.text.utf8.count
    case .table: tables += 1
    default: bytes += 64
    }
    if bytes > Self.mostBytes || cells > Self.mostCells || tables > Self.mostTables { try release() }
  }

  private func release() throws(UnreadReason) {
    let held = events ?? []
    events = nil
    for event in held { try outlet.emit(event) }
  }

  /// Tells what is held. Once, after the last event.
  func finish() throws(UnreadReason) {
    guard let events else { return }
    var held = Self.tables(of: events)
    var isMended = false
    for index in held.indices where JSONColumns.spread(&held[index]) { isMended = true }
    let relations = TableRelations(of: &held)
    guard isMended || !relations.isEmpty else { return try release() }
    self.events = nil
    // Everything else first: a table that is told ends the one before.
    var isInTable = false
    for event in events {
      switch event {
      case .table(let origin): isInTable = origin.header == .firstRow
      case .rows where isInTable: continue
      default: isInTable = false
      }
      if !isInTable { try outlet.emit(event) }
    }
    let joined = JoinedTables(held, relations)
    for index in held.indices { try joined.tell(index, in: outlet) }
  }

  /// Tables whose columns are known; one that was told in pieces is one.
  private static func tables(of events: [ContentEvent]) -> [HeldTable] {
    var tables: [HeldTable] = []
    var known: [Place: [Int]] = [:]
    var current: Int?
    var pending: Place?
    for event in events {
      switch event {
      case .table(let origin):
        pending = origin.header == .firstRow ? origin.place : nil
        current = nil
      case .rows(let batch):
        var first = 0
        if let place = pending, batch.rowCount > 0 {
          pending = nil
          let columns = batch.cells(ofRow: 0).map { Array($0.utf8) }
          first = batch.firstRow == 0 ? 1 : 0
          if let index = known[place]?.first(where: { first == 0 || tables[$0].columns == columns }) {
            current = index
          } else {
            var name = ""
            if case .table(let word)? = place.steps.last { name = word }
            current = tables.count
            known[place, default: []].append(tables.count)
            tables.append(HeldTable(place: place, name: name, columns: columns))
          }
        }
        if let current { tables[current].append(batch, from: first) }
      case .passage, .member:
        pending = nil
        current = nil
      default: break
      }
    }
    return tables
  }
}
