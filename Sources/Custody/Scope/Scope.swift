import CanonicalForms
import Contents
import Observations
import OperationLogs
import PersonalData
import Storage

/// Whose data a loss concerns: the answer to "what was on that device then, and whose?". Certain is part of possible.
package struct Scope: Sendable {
  /// Distinct people by what is known of them.
  package struct People: Sendable, Equatable {
    package var count = 0
    /// With special-care data (要配慮個人情報).
    package var sensitive = 0
    package var byField: [Field: Int] = [:]

    package init() {}
  }

  /// Two nested answers.
  package struct Share: Sendable, Equatable {
    package var certain = People()
    /// Certain and doubtful ones together.
    package var possible = People()
    /// Files of which at least one person belongs here.
    package var certainFiles = 0
    package var possibleFiles = 0

    package init() {}
  }

  /// One organisation's part.
  package struct Client: Sendable {
    package var organisation: Organisation
    package var share: Share
    /// Why its data is taken to be there: files for each basis, strongest first.
    package var bases: [(basis: Attribution.Basis, files: Int)]
    /// Files that weaker evidence gives to somebody else, or that stronger evidence gives to somebody else.
    package var conflictingFiles: Int
    /// People of it who also stand in files that nothing attributes; they are counted with those files' fields.
    package var knownFromOtherFiles: Int
    package var agreements: [AgreementState]

    /// No agreement is running that the data could be held under; nil when no agreement is registered.
    package var isPastAgreements: Bool? {
      agreements.isEmpty ? nil : agreements.allSatisfy { $0.term == .ended }
    }

    /// Every agreement says that the data should be gone by now: nothing says that it may be kept.
    package var isOverdue: Bool { !agreements.isEmpty && agreements.allSatisfy { $0.isRetentionOver == true } }
  }

  /// An agreement as it stood at the moment asked for.
  package struct AgreementState: Sendable, Equatable {
    package var agreement: Agreement
    package var term: Agreement.Term
    package var isRetentionOver: Bool?
    /// Files that are byte for byte a list received under it.
    package var deliveredFiles: Int

    package init(agreement: Agreement, term: Agreement.Term, isRetentionOver: Bool?, deliveredFiles: Int) {
      self.agreement = agreement
      self.term = term
      self.isRetentionOver = isRetentionOver
      self.deliveredFiles = deliveredFiles
    }
  }

  /// Files whose people are unknown because they were not read.
  package struct Unread: Sendable, Equatable {
    /// Nil: the content is known by its hash, but nobody has read it yet.
    package var reason: UnreadReason?
    /// Parts of files (members of archives, sheets) rather than whole files.
    package var isPart: Bool
    package var certain: Int
    package var possible: Int
    /// The first few places.
    package var examples: [String]
  }

  /// Where and when the scans saw nothing.
  package enum Gap: Sendable, Equatable {
    /// No complete scan up to the moment: nothing is certain.
    case neverScanned
    /// From the end of the last complete scan to the moment.
    case sinceLastScan(root: String, from: Moment, milliseconds: Int64)
    /// From the moment to the next complete scan.
    case untilNextScan(root: String, until: Moment, milliseconds: Int64)
    /// A scan that broke off.
    case brokenOff(root: String, started: Moment)
    /// A scan that did not find what was there, and could not tell whether it is gone: the root did not look like what it was.
    case unconfirmed(root: String, started: Moment, doubt: ScanDoubt)
    /// Evidence that was erased from the journal.
    case erased(batches: Int)
    /// The sensor did not see changes below the root, from the end of the last complete stretch to the next, or to now.
    case uncovered(root: String, from: Moment?, until: Moment?, reason: GapReason)
    /// The device's last word up to the moment: what happened on it afterwards is not known.
    case sinceLastWord(from: Moment, milliseconds: Int64)
    /// Records of the sensor that have not arrived.
    case recordsMissing(records: Int64)
    /// By the device's last word on it up to the moment, so many files waited to be read: nobody knew what is in them.
    case filesWaiting(files: Int, from: Moment)
    /// Rows of operation logs up to the moment that were not understood, or are missing, by the times that they cover: what
    /// they tell may be of data. Nil where no row tells a time.
    case rowsUnread(from: Moment?, until: Moment?)
    /// The device sent records that contradict those that it had sent: there are two of it, it was restored from an image,
    /// or somebody tampers. Open until it is enrolled anew.
    case conflict(batches: Int, last: Moment, isOpen: Bool)
  }

  package struct Doubtful: Sendable, Equatable {
    package var doubt: Presence.Doubt
    package var files: Int
    /// People only possible because of such files, and of nothing certain.
    package var people: Int
    /// Earliest and latest moment at which files were found gone.
    package var since: ClosedRange<Moment>?
  }

  /// A file that operation logs alone name, with what it may hold by their copies and moves.
  package struct Inherited: Sendable, Equatable {
    package var lineage: LineageAnswer
    package var people: Int
  }

  /// When a medium was in a device that told of it.
  package struct Sighting: Sendable, Equatable {
    package var device: String
    package var from: Moment
    /// Nil when nothing tells that it was taken off.
    package var until: Moment?

    package init(device: String, from: Moment, until: Moment?) {
      self.device = device
      self.from = from
      self.until = until
    }
  }

  package var device: Device
  /// The moment that the answer is about.
  package var at: Moment
  /// When it was given: what is known later may change it.
  package var answeredAt: Moment
  /// What arrived after this was left out; nil when nothing was.
  package var asKnownAt: Moment?
  package var lastScan: Moment?
  package var nextScan: Moment?
  package var roots: [String]
  package var total: Share
  /// In the order of possible people, the most first.
  package var clients: [Client]
  /// People whom no file of the device attributes to anybody.
  package var unattributed: Share
  /// Values of hints that no registered organisation answers to, with the files that have them, the most first.
  package var unknownNames: [(hint: OrganisationHint, files: Int)]
  /// People who belong to more than one organisation: why the clients' numbers add up to more than the total.
  package var shared: Int
  package var unread: [Unread]
  package var doubtful: [Doubtful]
  /// In the order of people, the most first.
  package var inherited: [Inherited]
  /// Logs had more to follow than is followed.
  package var isLineageCut: Bool
  package var gaps: [Gap]
  package var losses: [(reported: Moment, lastSeen: Moment)]
  /// What rests on today's knowledge in an answer as known at another moment; empty where nothing does.
  package var knownToday: [KnownToday]
  /// What arrived of the device's evidence after `asKnownAt`, or after the last loss was reported. Nil when nothing did.
  package var arrivedSince: Arrivals?
  /// Of a medium: where it was up to the moment, in the order of time.
  package var sightings: [Sighting] = []

  /// Other moments at which the device may have been lost, or was out of known hands: what lay there then is in the answer, too.
  package var besides: [Moment] = []

  /// How people were counted, for every figure of the answer.
  package static let method = "hikae-people/1"
  /// What is counted.
  package static let unit = "people"

  package var isEmpty: Bool { total.possible.count == 0 && unread.isEmpty }
}
