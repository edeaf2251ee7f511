import CanonicalForms
import Contents
import Cryptography
import Observations

/// What a look at one place found.
package struct Finding: Sendable {
  package enum What: Sendable {
    /// Nothing is there, or something that is no file.
    case absent
    /// The place is not below a watched root, or is left out by the configuration.
    case outside
    /// A file that holds nobody's data.
    case silent
    /// A file that changed each time it was read; nothing was found in it so far.
    case restless(SeenFile)
    /// A file that holds somebody's data, or that could not be read.
    case file(SeenFile)
  }

  package var place: Place
  package var what: What
  /// When it was so: for a file that was read, the moment after reading at which it had not changed.
  package var stamp: Stamp
  /// Found below a folder that came from elsewhere at this moment: it was not at this place before.
  package var since: Moment?

  package init(place: Place, what: What, stamp: Stamp, since: Moment? = nil) {
    self.place = place
    self.what = what
    self.stamp = stamp
    self.since = since
  }
}

/// A file to report. Its path is the ledger's business.
package struct SeenFile: Sendable {
  package var chain: FolderChain
  package var size: Int64
  package var modified: Moment
  package var changed: Moment
  /// Inode number.
  package var fileID: UInt64
  /// The file itself, whatever names it has; nil when its file system gives no handles.
  package var object: Handle?
  package var what: FoundFile.What
  /// The profile's message and count of people, when it was not told yet.
  package var profile: Profile?

  package struct Profile: Sendable {
    package var message: [UInt8]
    package var recogniser: Int
    package var people: Int
    /// Otherwise reading broke off, and another profile of the content may follow.
    package var isSettled: Bool

    package init(message: [UInt8], recogniser: Int, people: Int, isSettled: Bool = true) {
      self.message = message
      self.recogniser = recogniser
      self.people = people
      self.isSettled = isSettled
    }
  }

  package init(
    chain: FolderChain, size: Int64, modified: Moment, changed: Moment, fileID: UInt64, object: Handle?,
    what: FoundFile.What, profile: Profile? = nil
  ) {
    self.chain = chain
    self.size = size
    self.modified = modified
    self.changed = changed
    self.fileID = fileID
    self.object = object
    self.what = what
    self.profile = profile
  }
}

/// A fact on its way into the spool, with the moment that it speaks of.
package struct Entry: Sendable, Equatable {
  package var stamp: Stamp
  package var fact: Fact
  /// The message that a `profiled` fact names by its digest.
  package var profile: [UInt8]?
  /// Whether the profile is all that there is to tell of its content.
  package var isSettled: Bool

  package init(stamp: Stamp, fact: Fact, profile: [UInt8]? = nil, isSettled: Bool = true) {
    self.stamp = stamp
    self.fact = fact
    self.profile = profile
    self.isSettled = isSettled
  }
}
