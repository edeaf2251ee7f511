import CanonicalForms
import Contents
import Cryptography
import Custody
import Discovery
import Glibc
import PersonalData
import Storage
import Wording

/// One run of `hikae scan`: index, register of organisations and recording brought together.
final class ScanSession {
  private let roots: ScanRoots
  private let reader: FileReader
  private let readers: Int
  private let language: Language
  private let custody: Custody?
  private let device: String?
  private let index: FileIndex
  private let excluded: Set<String>
  private let installation: InstallationOptions
  private let rereads: Bool
  private let confirmsGone: Bool
  private let organisations: [Organisation]
  private var owners: any OwnerLookup

  init(
    roots: ScanRoots, reader: FileReader, readers: Int, installation: InstallationOptions, device: String?, fresh: Bool,
    confirmsGone: Bool = false
  ) throws {
    self.confirmsGone = confirmsGone
    self.roots = roots
    self.reader = reader
    self.readers = readers
    self.device = device
    self.installation = installation
    language = installation.language
    let folder = installation.folder
    let isInstalled = try installation.isSetUp
    custody = isInstalled || device != nil ? try installation.open() : nil
    let place = isInstalled ? IndexPlace(installation: folder) : try IndexPlace.withoutInstallation()
    index = try FileIndex(path: place.path, key: place.key())
    rereads = fresh
    var excluded: Set<String> = []
    if let resolved = realpath(folder.path, nil) {
      excluded.insert(String(cString: resolved))
      free(resolved)
    }
    self.excluded = excluded
    organisations = try custody?.organisations() ?? []
    owners = organisations.isEmpty ? NamedOwners() : RegisteredOwners(organisations)
  }

  /// - Returns: whether somebody's data was found, or something was not read.
  /// - Parameter form: of the answer: the same files printed in another form are another question.
  func run(printing printer: any ScanPrinter, form: String) async throws -> Bool {
    let clock = ContinuousClock()
    let began = clock.now
    let recordings = try DeviceRecordings(
      custody, device: device, roots: roots.absolute, confirmsGone: confirmsGone)
    let meter = ProgressMeter(language: language)
    let builder = ScanSummary.Builder()
    var ways: [FileReport.Way: Int] = [:]
    let scan = Scan(
      roots: roots.absolute, index: index, reader: reader, readers: readers, excluding: excluded, rereads: rereads)
    let walk = scan.walk()
    let memory = ScanMemory(
      index: index, roots: roots, excluding: excluded, form: form, language: language, organisations: organisations,
      walk: walk)
    try printer.begin()
    // What a device holds is written down file by file, whatever was answered before.
    if device == nil, !rereads, let known = try memory.recall() {
      printer.recall(known.printed)
      let seconds = (clock.now - began) / .seconds(1)
      try printer.end(known.summary, ways: [.unchanged: walk.files.count], barriers: [], seconds: seconds)
      return known.summary.isFinding
    }
    var cached: ContentProfile?
    var isLasting = walk.barriers.isEmpty
    let result = try await scan.run(
      over: walk,
      report: { report in
        var report = report
        ways[report.way, default: 0] += 1
        if report.profile == nil, let sha256 = report.sha256 {
          if cached?.sha256 != sha256 {
            cached = try self.index.profile(of: sha256, recogniser: ContentProfile.currentRecogniser)
          }
          report.profile = cached
        }
        if report.unread == nil { report.unread = report.profile?.unread }
        // What could not be opened is tried again: permissions change without a trace in the times.
        if report.sha256 == nil || report.unread?.isPassing == true || report.profile?.isSettled == false {
          isLasting = false
        }
        try self.count(report, in: builder)
        try recordings.observe(report)
        meter.clear()
        try printer.file(report, path: self.roots.typed(report.file.path), owners: self.ownerNames(of: report))
      },
      progress: { meter.show($0) })
    meter.clear()
    for barrier in result.barriers { try recordings.cannotSee(barrier) }
    let summary = builder.finish()
    let barriers = result.barriers.map { FileWalk.Barrier(path: roots.typed($0.path), reason: $0.reason) }
    try printer.end(summary, ways: ways, barriers: barriers, seconds: result.progress.seconds)
    if isLasting, let printed = printer.memory { try memory.keep(summary, printed: printed) }
    let recorded = try recordings.finish()
    for (root, recorded) in recorded { tell(recorded, below: root) }
    if let custody, device != nil { try installation.publish(custody) }
    return summary.isFinding || !result.barriers.isEmpty || recorded.contains { $0.result.doubt != nil }
  }

  private func tell(_ recorded: ScanRecording.Result, below root: String) {
    StandardError.print(
      language.text(
        .scanRecorded, device ?? "", language.number(recorded.opened), language.number(recorded.closed),
        language.number(recorded.unchanged)))
    guard let doubt = recorded.doubt else { return }
    StandardError.print(
      language.text(
        .scanUnconfirmed, PrintableText.of(roots.typed(root)), language.number(recorded.unconfirmed), device ?? "",
        language.stored("scan_doubt", doubt.rawValue)))
  }

  private func count(_ report: FileReport, in builder: ScanSummary.Builder) throws {
    builder.add(
      file: report.file.size, unreadable: report.unread != nil, partly: report.profile?.unreadParts.isEmpty == false,
      encodings: report.profile?.encodings ?? [])
    guard let sha256 = report.sha256 else { return }
    builder.add(sha256, folder: roots.folder(of: report.file.path)) {
      guard let profile = report.profile, !profile.persons.isEmpty else { return nil }
      return (profile, owners.owners(of: profile, at: [report.file.path]))
    }
  }

  /// Names for the answer: registered organisations, else what the evidence itself names.
  private func ownerNames(of report: FileReport) -> [String] {
    guard let profile = report.profile, !profile.persons.isEmpty else { return [] }
    let found = owners.owners(of: profile, at: [report.file.path])
    var names: [String] = []
    for (index, hint) in profile.hints.enumerated() where hint.people > 0 {
      for owner in found.byHint[index] where !names.contains(owner) { names.append(owner) }
    }
    for owner in found.whole where !names.contains(owner) { names.append(owner) }
    if owners is NamedOwners {
      let telling: Set<OrganisationHint.Kind> = [.insurerName, .employer, .preamble, .letterhead]
      for hint in profile.hints where telling.contains(hint.kind) && hint.people > 0 && !names.contains(hint.value) {
        names.append(hint.value)
        if names.count >= 200 { break }
      }
    }
    return names
  }
}

/// Where the index of contents lies, and the key that its profiles are sealed under.
struct IndexPlace {
  let path: String
  private let keyPath: String

  init(installation folder: DataFolder) {
    path = folder.path + "/index.sqlite"
    keyPath = folder.path + "/keys/index.key"
  }

  private init(folder: String) {
    path = folder + "/index.sqlite"
    keyPath = folder + "/index.key"
  }

  /// The key, made when there is none: without its old key the index is empty, and fills itself again.
  func key() throws -> [UInt8] {
    if access(keyPath, F_OK) != 0 { try TokenKeyFile.create(at: keyPath, called: "index key") }
    return try TokenKeyFile.read(at: keyPath, called: "index key")
  }

  /// Without an installation: in the user's cache, readable by nobody else.
  static func withoutInstallation() throws -> IndexPlace {
    let home = getenv("HOME").map { String(cString: $0) } ?? "/tmp"
    let cache =
      getenv("XDG_CACHE_HOME").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.cache"
    let folder = cache + "/hikae"
    makeFolders(cache)
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw PathFailure(path: folder, reason: String(cString: strerror(errno)))
    }
    return IndexPlace(folder: folder)
  }

  /// Makes the folder and those above it where they are missing.
  private static func makeFolders(_ path: String) {
    if mkdir(path, 0o700) != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      makeFolders(String(path[..<slash]))
      mkdir(path, 0o700)
    }
  }
}

/// Whose data it is, by the registered organisations.
struct RegisteredOwners: OwnerLookup {
  private let index: OrganisationIndex

  init(_ organisations: [Organisation]) { index = OrganisationIndex(organisations) }

  mutating func owners(of profile: ContentProfile, at paths: [String]) -> ContentOwners {
    var evidence: [(basis: Attribution.Basis, organisations: [Int])] = []
    var parts: [(basis: Attribution.Basis, organisations: [Int])] = []
    var ofParts: Set<Int> = []
    let byHint = profile.hints.enumerated().map { number, hint -> [String] in
      switch hint.scope {
      case .content:
        evidence.append((.init(hint.kind), index.organisations(namedBy: hint)))
        return []
      case .person: return index.organisations(namedBy: hint).map { index.organisations[$0].name }
      case .part:
        ofParts.insert(number)
        let said = index.evidence(ofPart: hint)
        parts += said
        return Attribution.decide(said, isClient: index.isClient).organisations.map { index.organisations[$0].name }
      }
    }
    for path in paths { evidence.append((.path, index.organisations(namedInPath: path))) }
    var verdict = Attribution.decide(evidence, isClient: index.isClient)
    if verdict.organisations.isEmpty, let only = Attribution.onlyOne(parts, isClient: index.isClient) {
      verdict.organisations = [only]
    }
    return ContentOwners(
      byHint: byHint, ofParts: ofParts, whole: verdict.organisations.map { index.organisations[$0].name })
  }
}

/// The recordings of a scan with `--device`, one a root.
final class DeviceRecordings {
  private var recordings: [(root: String, recording: ScanRecording)] = []
  private let custody: Custody?
  private var recorded: Set<SHA256Digest> = []

  init(_ custody: Custody?, device: String?, roots: [String], confirmsGone: Bool) throws {
    self.custody = custody
    guard let custody, let device else { return }
    recordings = try roots.map { root in
      let recording = try custody.beginScan(
        device: device, root: root, ground: ScanGround(of: root), confirmsGone: confirmsGone, startedAt: .now)
      return (root, recording)
    }
  }

  func observe(_ report: FileReport) throws {
    guard let custody, !recordings.isEmpty else { return }
    if let reason = report.unread, reason.isPassing, report.profile?.hasFindings != true {
      // Nothing is known of the bytes that would hold tomorrow: the place is taken down, not the content.
      let place = ObservedFile(
        path: report.file.path, size: report.file.size,
        modified: Moment(milliseconds: report.file.modified / 1_000_000),
        unread: reason)
      return try observe(place)
    }
    var observed = ObservedFile(
      path: report.file.path, size: report.file.size, modified: Moment(milliseconds: report.file.modified / 1_000_000),
      sha256: report.sha256, profile: report.profile, unread: report.unread)
    if let sha256 = report.sha256 {
      // A profile is handed over once; afterwards the content's hash is enough. What was read just now goes in any case: it
      // may be more than what is recorded.
      if report.way == .read || report.profile?.isSettled == false {
        observed.profile = report.profile
      } else if recorded.contains(sha256) {
        observed.profile =
          report.profile.map { $0.persons.isEmpty && $0.unread == nil && $0.unreadParts.isEmpty } == true
          ? report.profile : nil
      } else if try custody.isRecorded(sha256) {
        observed.profile = nil
        recorded.insert(sha256)
      } else if let profile = report.profile,
        !profile.persons.isEmpty || profile.unread != nil || !profile.unreadParts.isEmpty
      {
        recorded.insert(sha256)
      }
    }
    try observe(observed)
  }

  private func observe(_ file: ObservedFile) throws {
    for (root, recording) in recordings where file.path == root || file.path.hasPrefix(root + "/") {
      try recording.observe(file)
    }
  }

  /// A folder that could not be listed: what was known below it stays, and the folder itself is named as not read.
  func cannotSee(_ barrier: FileWalk.Barrier) throws {
    for (root, recording) in recordings where barrier.path == root || barrier.path.hasPrefix(root + "/") {
      recording.cannotSee(below: barrier.path)
      try recording.observe(ObservedFile(path: barrier.path, size: 0, modified: nil, unread: barrier.reason))
    }
  }

  func finish() throws -> [(root: String, result: ScanRecording.Result)] {
    try recordings.map { root, recording in (root, try recording.finish(at: .now, ground: ScanGround(of: root))) }
  }
}
