import CanonicalForms
import Custody

/// When each root of a device was observed, in the columns of a chart: however much evidence there is, what is drawn stays
/// small, and nothing of the drawn time is left out.
package struct CoverageBands: Sendable, Equatable {
  /// Columns, side by side, that were observed.
  package struct Run: Sendable, Equatable {
    package var columns: Range<Int>
    /// False where some roots were observed then and others not.
    package var isWhole: Bool

    package init(columns: Range<Int>, isWhole: Bool) {
      self.columns = columns
      self.isWhole = isWhole
    }
  }

  package struct Band: Sendable, Equatable {
    /// Nil: all roots in one.
    package var root: String?
    package var runs: [Run]

    package init(root: String?, runs: [Run]) {
      self.root = root
      self.runs = runs
    }
  }

  package private(set) var roots: [String]
  package private(set) var bands: [Band] = []

  /// Roots that get a band each; of more, one band says where all were observed and where only some.
  package static let mostBands = 4
  /// A look of a moment is still to be seen.
  private static let least = 2

  /// - Parameter column: of a moment, counted from the left.
  package init(_ trail: EvidenceTrail, columns: Int, column: (Moment) -> Int) {
    let spans = trail.looks + trail.stretches
    let roots = Set(spans.map(\.root)).sorted()
    self.roots = roots
    let observed = roots.map { root in
      var seen = [Bool](repeating: false, count: max(0, columns))
      for span in spans where Self.holds(span.root, root) {
        let from = min(max(0, column(span.from)), max(0, columns - Self.least))
        let until = min(columns, max(from + Self.least, column(span.until)))
        for index in from..<max(from, until) { seen[index] = true }
      }
      return seen
    }
    if roots.count <= Self.mostBands {
      bands = zip(roots, observed).map { Band(root: $0, runs: Self.runs(of: [$1], columns)) }
    } else {
      bands = [Band(root: nil, runs: Self.runs(of: observed, columns))]
    }
  }

  /// A look at a folder is one at all folders in it.
  private static func holds(_ outer: String, _ inner: String) -> Bool {
    if outer == inner { return true }
    guard let last = outer.last else { return false }
    if last == "/" || last == "\\" { return inner.hasPrefix(outer) }
    return inner.hasPrefix(outer + "/") || inner.hasPrefix(outer + "\\")
  }

  private static func runs(of observed: [[Bool]], _ columns: Int) -> [Run] {
    var runs: [Run] = []
    for index in 0..<max(0, columns) {
      let seen = observed.count { $0[index] }
      guard seen > 0 else { continue }
      let isWhole = seen == observed.count
      if let last = runs.indices.last, runs[last].columns.upperBound == index, runs[last].isWhole == isWhole {
        runs[last].columns = runs[last].columns.lowerBound..<index + 1
      } else {
        runs.append(Run(columns: index..<index + 1, isWhole: isWhole))
      }
    }
    return runs
  }
}
