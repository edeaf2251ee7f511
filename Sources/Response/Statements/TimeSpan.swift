import CanonicalForms

/// A time of which only the bounds are known: "between the evening of the 14th and the 15th". Both ends belong to it.
package struct TimeSpan: Sendable, Hashable {
  package let from: Moment
  package let until: Moment

  /// - Parameter until: put right when it lies before `from`.
  package init(_ from: Moment, _ until: Moment) {
    self.from = from
    self.until = max(from, until)
  }

  package init(_ moment: Moment) { self.init(moment, moment) }

  package var isMoment: Bool { from == until }

  package func overlaps(_ other: TimeSpan) -> Bool { from <= other.until && other.from <= until }
}

/// A number of people, files or organisations of which perhaps only the bounds are known.
///
/// Law asks for the maximum where the number cannot be fixed (PPC guidelines 3-5-3-1), so the upper bound stays apart.
package struct Quantity: Sendable, Hashable {
  /// What is certain.
  package let least: Int
  /// What is possible; nil when nobody can say.
  package let most: Int?

  package init(least: Int, most: Int?) {
    self.least = max(0, least)
    self.most = most.map { max($0, max(0, least)) }
  }

  package init(_ exactly: Int) { self.init(least: exactly, most: exactly) }

  package var isExact: Bool { least == most }

  package func overlaps(_ other: Quantity) -> Bool {
    least <= other.most ?? .max && other.least <= most ?? .max
  }
}
