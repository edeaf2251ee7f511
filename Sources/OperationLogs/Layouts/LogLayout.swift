import JapaneseText

/// How one product writes its operation log into a table: which title is what, which word means what, how times are
/// written, and what the log is blind to.
///
/// Columns are found by their titles, in Japanese or English, never by their position, except in files that have no
/// titles. A mapping file (`LayoutFile`) makes the same value.
package struct LogLayout: Sendable, Hashable {
  /// What a column holds. Raw values stand in mapping files: never renamed.
  package enum Role: String, Sendable, Hashable, CaseIterable {
    case device, user
    /// Day and time, by the device's clock.
    case time
    /// The same in UTC.
    case timeUTC = "time_utc"
    case zone
    /// Day and time in columns of their own.
    case date, clock
    case operation
    /// A closer word for the operation; it comes first where it is known.
    case operationDetail = "operation_detail"
    /// The file or folder, or the source.
    case path
    case target
    case size, sha256
    case drive
    case targetDrive = "target_drive"
    case medium
    /// One string of names and values: see `BracketedContent`.
    case content
    /// The same, of lesser things such as the size.
    case remark
    case certainty
  }

  /// What a word of the operation column means.
  package struct Meaning: Sendable, Hashable {
    package var operation: Operation
    package var isFolder: Bool

    package init(_ operation: Operation, isFolder: Bool = false) {
      self.operation = operation
      self.isFolder = isFolder
    }
  }

  /// As `--layout` names it.
  package var id: String
  package var name: String
  /// Folded titles of each role, the better ones first.
  package var titles: [Role: [String]] = [:]
  /// Roles without which a table is not of this layout: one of each set must be there.
  package var required: [Set<Role>] = [[.device], [.time, .timeUTC, .date], [.operation, .operationDetail, .content]]
  /// Where the columns stand in files without titles; nil where there always are titles.
  package var untitled: [Role?]?
  /// Folded words.
  package var words: [String: Meaning] = [:]
  /// Whether a word may stand anywhere in the cell; the longest that does decides.
  package var wordsAreParts = false
  /// A meaning for words that are not in the list; nil lists such rows as not understood.
  package var otherwise: Meaning?
  package var timePattern: String?
  package var twoDigitYears = false
  /// The zone where neither a column nor the time says it; nil leaves it to the importer.
  package var zone: LogZone?
  package var encoding: TextEncoding?
  /// Columns without a known title whose cells are whole paths are taken as source and target, in their order.
  package var findsPathsByShape = false
  package var blindness: Set<Blindness> = []

  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }

  /// Folded: without spaces, width and case, and without the brackets that some manuals and exports put around titles.
  package static func folded(_ text: String) -> String {
    var folded = Folding.foldText(text)[...]
    while let first = folded.first, first == "[" || first == "【" || first == "\"" { folded = folded.dropFirst() }
    while let last = folded.last, last == "]" || last == "】" || last == "\"" { folded = folded.dropLast() }
    return String(folded)
  }

  package mutating func title(_ role: Role, _ titles: String...) {
    self.titles[role, default: []] += titles.map(Self.folded)
  }

  package mutating func word(_ operation: Operation, isFolder: Bool = false, _ words: String...) {
    for word in words { self.words[Self.folded(word)] = Meaning(operation, isFolder: isFolder) }
  }

  /// What the first cell with a known word means; `otherwise` when none has one and at least one is not empty.
  func meaning(of cells: [String?]) throws(UnreadRow.Reason) -> Meaning {
    var hasText = false
    for cell in cells {
      guard let cell, !cell.isEmpty else { continue }
      hasText = true
      let folded = Self.folded(cell.utf8.count > 512 ? String(cell.prefix(128)) : cell)
      if let meaning = words[folded] { return meaning }
      guard wordsAreParts else { continue }
      let parts = words.keys.filter { folded.contains($0) }
      if let word = parts.max(by: { ($0.count, $1) < ($1.count, $0) }), let meaning = words[word] { return meaning }
    }
    guard hasText else { throw .noOperation }
    guard let otherwise else { throw .unknownOperation }
    return otherwise
  }

  /// Where the roles stand under a row of titles; nil when it is not a row of this layout's titles.
  func columns(under cells: [String]) -> [Role: Int]? {
    var places: [String: Int] = [:]
    for (place, cell) in cells.enumerated() where cell.utf8.count <= 256 {
      let folded = Self.folded(cell)
      if !folded.isEmpty, places[folded] == nil { places[folded] = place }
    }
    var columns: [Role: Int] = [:]
    for (role, titles) in titles {
      if let title = titles.first(where: { places[$0] != nil }) { columns[role] = places[title] }
    }
    return hasRequired(Set(columns.keys)) ? columns : nil
  }

  func hasRequired(_ roles: Set<Role>) -> Bool { required.allSatisfy { !$0.isDisjoint(with: roles) } }
}
