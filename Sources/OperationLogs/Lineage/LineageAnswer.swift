import CanonicalForms
import Cryptography

/// Which content a file that only a log names may hold, and by which steps.
package struct LineageAnswer: Sendable, Hashable {
  package enum Certainty: String, Sendable, Hashable, Comparable {
    case possible, certain

    package static func < (a: Certainty, b: Certainty) -> Bool { a == .possible && b == .certain }
  }

  package var device: String
  /// As the log has it.
  package var path: String
  package var content: SHA256Digest
  package var certainty: Certainty
  package var from: Moment
  /// When the log gave it this content last.
  package var last: Moment
  /// When the log tells that it was gone; nil when it does not, or not surely.
  package var until: Moment?
  /// From the file back to what is known.
  package var steps: [LineageStep]

  package init(
    device: String, path: String, content: SHA256Digest, certainty: Certainty, from: Moment,
    last: Moment? = nil, until: Moment?,
    steps: [LineageStep]
  ) {
    self.device = device
    self.path = path
    self.content = content
    self.certainty = certainty
    self.from = from
    self.last = last ?? from
    self.until = until
    self.steps = steps
  }
}

/// One step of a lineage, told from the later file to the earlier.
package enum LineageStep: Sendable, Hashable {
  /// The log gives the SHA-256, and it is that of the known file.
  case sameHash
  case copied(from: String, at: Moment)
  case moved(from: String, at: Moment)
  /// The file was changed: it may hold what it held before.
  case written(path: String, at: Moment)
  /// A file was deleted and this one appeared at once, in a log that tells renamings so.
  case deletedBefore(path: String, at: Moment)
  case sameNameAndSize
  /// The end of the chain: a file that was looked into, or a delivery. Label empty when it has none.
  case known(path: String, label: String)
}

/// The answers, and whether all were found.
package struct LineageResult: Sendable, Equatable {
  package var answers: [LineageAnswer] = []
  /// The work or the number of sources passed its bound: there may be more.
  package var isCut = false

  package init() {}
}
