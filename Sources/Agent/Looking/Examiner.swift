import CFanotify
import CanonicalForms
import Contents
import Cryptography
import Discovery
import Documents
import Glibc
import JapaneseText
import Observations
import PersonalData
import Synchronization

/// Says what one file holds: from the index when it did not change, else by reading it. Used by one thread.
final class Examiner {
  /// A file in an open folder.
  struct Target {
    var folder: Int32
    var name: FileName
    /// As `PathBytes` writes it.
    var path: String
  }

  /// What was found, and where it counts.
  struct Result {
    var what: Outcome
    var size: Int64 = 0
  }

  enum Outcome {
    case absent
    case silent
    case restless(stat, object: Handle?)
    case file(FoundFile.What, stat, object: Handle?, profile: SeenFile.Profile?)
  }

  private let index: FileIndex
  private let reader: FileReader
  private let told: ToldContents
  private var unsaved = 0

  init(index: FileIndex, reader: FileReader, told: ToldContents) {
    self.index = index
    self.reader = reader
    self.told = told
  }

  func examine(_ target: Target) throws -> Result {
    var status = stat()
    let isThere = target.name.withPointer { fstatat(target.folder, $0, &status, AT_SYMLINK_NOFOLLOW) } == 0
    guard isThere, status.st_mode & S_IFMT == S_IFREG else { return Result(what: .absent) }
    let file = WalkedFile(path: target.path, status: status)
    if let entry = try index.entry(at: target.path), entry.file == file, let sha256 = entry.sha256,
      entry.unread?.isPassing != true,
      let people = try index.people(in: sha256, recogniser: ContentProfile.currentRecogniser)
    {
      return try known(sha256, people: people, unread: entry.unread, status, target)
    }
    return try read(file, status, target)
  }

  private func read(_ file: WalkedFile, _ status: stat, _ target: Target) throws -> Result {
    var isGone = false
    var failure: (any Error)?
    let outcome = reader.read(
      named: target.name.text,
      unless: { sha256 in
        do { return try index.people(in: sha256, recogniser: ContentProfile.currentRecogniser) != nil } catch let error
        {
          failure = error
          return false
        }
      },
      beside: { other in
        let opened = FileName(other).withPointer {
          openat(target.folder, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        }
        guard opened >= 0 else { return nil }
        return try? FileSource(descriptor: opened)
      },
      opening: { () throws(UnreadReason) in
        let opened = target.name.withPointer {
          openat(target.folder, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        }
        guard opened >= 0 else {
          isGone = errno == ENOENT
          throw errno == EACCES || errno == EPERM ? .noPermission : .inputOutput
        }
        return try FileSource(descriptor: opened)
      })
    if let failure { throw failure }
    if isGone { return Result(what: .absent) }
    if outcome.unread == .changed, outcome.profile?.people ?? 0 == 0 {
      return Result(what: .restless(status, object: object(of: target)), size: file.size)
    }
    // A file that was changed after the first look has other times now; the next look will not take it for known.
    try index.put(FileIndex.Entry(file: file, sha256: outcome.sha256, unread: outcome.unread))
    if let profile = outcome.profile, profile.isSettled { try index.put(profile) }
    try save()
    guard let sha256 = outcome.sha256 else {
      return Result(what: unread(outcome.unread ?? .inputOutput, status, target), size: file.size)
    }
    if let profile = outcome.profile { return describe(profile, unread: outcome.unread, status, target) }
    let people = try index.people(in: sha256, recogniser: ContentProfile.currentRecogniser) ?? 0
    return try known(sha256, people: people, unread: outcome.unread, status, target)
  }

  /// A content that was read before.
  private func known(
    _ sha256: SHA256Digest, people: Int, unread: UnreadReason?, _ status: stat, _ target: Target
  ) throws -> Result {
    if people > 0, told.contains(sha256) {
      return Result(what: found(.content(sha256), status, target, nil), size: Int64(status.st_size))
    }
    guard let profile = try index.profile(of: sha256, recogniser: ContentProfile.currentRecogniser) else {
      return Result(what: .silent, size: Int64(status.st_size))
    }
    return describe(profile, unread: unread, status, target)
  }

  private func describe(
    _ profile: ContentProfile, unread reason: UnreadReason?, _ status: stat, _ target: Target
  ) -> Result {
    let size = Int64(status.st_size)
    if let reason = reason ?? profile.unread, reason.isPassing, !profile.hasFindings {
      return Result(what: unread(reason, status, target), size: size)
    }
    guard profile.people > 0 || profile.unread != nil || !profile.unreadParts.isEmpty else {
      return Result(what: .silent, size: size)
    }
    var message: SeenFile.Profile?
    if profile.isSettled ? told.insert(profile.sha256) : told.insert(profile.sha256, brokenOffAfter: profile.people) {
      let bytes = ProfileMessage.encode(profile)
      guard bytes.count <= told.largestProfile else {
        // It would never arrive, and nothing behind it: that it is there and too large is what can be told.
        told.remove(profile.sha256)
        return Result(what: unread(.tooLarge, status, target), size: size)
      }
      message = SeenFile.Profile(
        message: bytes, recogniser: profile.recogniser, people: profile.people, isSettled: profile.isSettled)
    }
    return Result(what: found(.content(profile.sha256), status, target, message), size: size)
  }

  private func unread(_ reason: UnreadReason, _ status: stat, _ target: Target) -> Outcome {
    found(.unread(reason), status, target, nil)
  }

  private func found(
    _ what: FoundFile.What, _ status: stat, _ target: Target, _ profile: SeenFile.Profile?
  ) -> Outcome {
    .file(what, status, object: object(of: target), profile: profile)
  }

  private func object(of target: Target) -> Handle? {
    let descriptor = target.name.withPointer { watch_open_name(target.folder, $0) }
    defer { if descriptor >= 0 { close(descriptor) } }
    return descriptor >= 0 ? FolderResolver.handle(of: descriptor) : nil
  }

  /// Keeps what was read; a kill loses at most what was read since.
  private func save() throws {
    unsaved += 1
    if unsaved >= 50 { try commit() }
  }

  func commit() throws {
    unsaved = 0
    try index.commit()
  }

  func forget(_ path: String) throws { try index.remove(path: path) }

  /// Forgets what is no longer there below a root.
  func prune(below root: String) throws {
    try index.removeAll(below: root) { path in
      var status = stat()
      return PathBytes.withPointer(path) { lstat($0, &status) } != 0 && errno == ENOENT
    }
    try commit()
  }
}

/// Contents whose profiles were handed over, shared between the thread that reads and the one that writes records.
package final class ToldContents: Sendable {
  private let contents: Mutex<Set<SHA256Digest>>
  /// People told of contents whose reading broke off.
  private let brokenOff = Mutex<[SHA256Digest: Int]>([:])
  private let limit: Mutex<Int>

  /// Bytes of the largest profile that a batch has room for, with its record and the rest.
  package static let largestProfile = Batch.largest - (1 << 20)

  /// - Parameter largest: bytes of the largest profile that the server is known to take.
  package init(_ contents: Set<SHA256Digest>, largest: Int = largestProfile) {
    self.contents = Mutex(contents)
    limit = Mutex(min(largest, Self.largestProfile))
  }

  /// Bytes of the largest profile that may be told.
  package var largestProfile: Int { limit.withLock { $0 } }

  /// A profile of so many bytes did not go.
  package func refuse(profileOf bytes: Int) { limit.withLock { $0 = min($0, max(0, bytes - 1)) } }

  func contains(_ sha256: SHA256Digest) -> Bool { contents.withLock { $0.contains(sha256) } }
  /// - Returns: whether it was not told before.
  func insert(_ sha256: SHA256Digest) -> Bool { contents.withLock { $0.insert(sha256).inserted } }

  /// For a content whose reading broke off: told once, and again when more people were found. After a restart it is told
  /// once more, which the server takes for what it knows.
  /// - Returns: whether this much was not told before.
  func insert(_ sha256: SHA256Digest, brokenOffAfter people: Int) -> Bool {
    if contains(sha256) { return false }
    return brokenOff.withLock { told in
      guard told[sha256].map({ $0 < people }) ?? true else { return false }
      told[sha256] = people
      return true
    }
  }

  /// The record with its profile was lost.
  func remove(_ sha256: SHA256Digest) {
    contents.withLock { _ = $0.remove(sha256) }
    brokenOff.withLock { $0[sha256] = nil }
  }

  func removeAll() {
    contents.withLock { $0.removeAll() }
    brokenOff.withLock { $0.removeAll() }
  }
}
