import CanonicalForms
import Cryptography
import Observations

/// The state of one device while its facts are followed.
struct DeviceTrace {
  private struct File {
    var path: String
    var sources: [Source]
  }

  private let lineage: Lineage
  private let device: String
  private(set) var work: Int
  private(set) var isCut = false
  private(set) var answers: [LineageAnswer] = []
  /// Files that logs name, by the key of their path, while they may hold something known.
  private var files: [String: File] = [:]
  /// Places of known files that a log surely ended.
  private var ended: [String: Moment] = [:]
  /// The last deletions that may have been renamings.
  private var deleted: [(path: String, time: Moment, sources: [Source])] = []

  init(lineage: Lineage, device: String, work: Int) {
    self.lineage = lineage
    self.device = device
    self.work = work
  }

  mutating func take(_ fact: LogFact) {
    let isSure = fact.trust == .reported
    switch fact.fact {
    case .named(let path, let size, let sha256): named(path, size, sha256, fact)
    case .copied(let from, let to, let size):
      carry(from, to, fact, size: size, ends: false, with: .copied(from: from, at: fact.time))
    case .moved(let from, let to, _):
      carry(from, to, fact, size: nil, ends: isSure, with: .moved(from: from, at: fact.time))
    case .written(let path):
      let step = LineageStep.written(path: path, at: fact.time)
      let changed = sources(at: WindowsPath.key(path), fact.time).compactMap { source -> Source? in
        // Written ten times is written.
        if case .written = source.steps.first { return source }
        return grown(source, by: step, at: fact.time)
      }
      put(changed, at: path, replacing: true, fact.time)
    case .gone(let path, let isFolder):
      let key = WindowsPath.key(path)
      remember(path, key, fact)
      guard isSure else { return }
      end(key, at: fact.time)
      if isFolder { for inner in keys(below: key) { end(inner, at: fact.time) } }
    case .cleared(let path): end(WindowsPath.key(path), at: fact.time)
    default: break
    }
  }

  mutating func finish() {
    for file in files.values { close(file, at: nil) }
    files = [:]
    answers.sort { a, b in
      if a.path != b.path { return a.path < b.path }
      if a.from != b.from { return a.from < b.from }
      if a.until != b.until { return a.until?.milliseconds ?? .max < b.until?.milliseconds ?? .max }
      return a.content.bytes.lexicographicallyPrecedes(b.content.bytes)
    }
  }

  // MARK: What a fact does

  private mutating func named(_ path: String, _ size: Int64?, _ sha256: SHA256Digest?, _ fact: LogFact) {
    let key = WindowsPath.key(path)
    if let sha256, !fact.blindness.contains(.partialRecord) {
      if files[key] != nil { end(key, at: fact.time) }
      guard let file = lineage.known.file(with: sha256) else { return }
      let steps = [LineageStep.sameHash, .known(path: file.path, label: file.label)]
      put(
        [Source(content: sha256, certainty: .certain, since: fact.time, steps: steps)], at: path, replacing: true,
        fact.time)
      return
    }
    if let size, !fact.blindness.contains(.sizeUnsure), var file = files[key] {
      // What has another size is not what it was; until now it may have been.
      let isOther = { [lineage] (source: Source) in lineage.known.size(of: source.content).map { $0 != size } ?? false }
      close(File(path: file.path, sources: file.sources.filter(isOther)), at: fact.time)
      file.sources.removeAll(where: isOther)
      files[key] = file.sources.isEmpty ? nil : file
    }
    var found = files[key] == nil ? renamed(to: path, size: size, fact) : []
    found += alike(key, size: size, at: fact.time)
    put(found, at: path, replacing: false, fact.time)
  }

  /// Known files of the same name and size.
  private func alike(_ key: String, size: Int64?, at time: Moment) -> [Source] {
    guard let size else { return [] }
    return lineage.known.files(named: key, size: size).compactMap { file in
      // The known file itself, under its own name, needs no log.
      if file.device == device, WindowsPath.key(file.path) == key { return nil }
      let steps = [LineageStep.sameNameAndSize, .known(path: file.path, label: file.label)]
      return Source(content: file.content, certainty: .possible, since: time, steps: steps)
    }
  }

  /// Copies or moves a file, or all below a folder.
  private mutating func carry(
    _ from: String, _ to: String, _ fact: LogFact, size: Int64?, ends: Bool, with step: LineageStep
  ) {
    let key = WindowsPath.key(from)
    let target = WindowsPath.key(to)
    guard key != target else { return }
    let trustsSize = !fact.blindness.contains(.sizeUnsure)
    let carried = sources(at: key, fact.time).filter { source in
      guard let size, trustsSize, let known = lineage.known.size(of: source.content) else { return true }
      return known == size
    }
    var found = carried.compactMap { grown($0, by: step, at: fact.time) }
    if found.isEmpty { found = alike(target, size: size, at: fact.time) }
    // What lay under the new name is overwritten.
    if ends, !found.isEmpty { ended[target] = fact.time }
    put(found, at: to, replacing: ends, fact.time)
    if carried.isEmpty, size == nil { carryFolder(key, to, fact, ends: ends) }
    if ends { end(key, at: fact.time) }
  }

  private mutating func carryFolder(_ folder: String, _ to: String, _ fact: LogFact, ends: Bool) {
    let prefix = folder.unicodeScalars.count
    for key in keys(below: folder) {
      let path = files[key]?.path ?? lineage.known.path(on: device, at: key) ?? key
      let rest = String(key.unicodeScalars.dropFirst(prefix))
      // The path keeps its own letters where folding the case did not change their number.
      let own =
        path.unicodeScalars.count == key.unicodeScalars.count
        ? String(path.unicodeScalars.dropFirst(prefix)) : rest
      let isMove = if case .moved = fact.fact { true } else { false }
      let step: LineageStep = isMove ? .moved(from: path, at: fact.time) : .copied(from: path, at: fact.time)
      let found = sources(at: key, fact.time).compactMap { grown($0, by: step, at: fact.time) }
      put(found, at: to + own, replacing: ends, fact.time)
      if ends { end(key, at: fact.time) }
    }
  }

  /// Keeps a deletion that may have been a renaming.
  private mutating func remember(_ path: String, _ key: String, _ fact: LogFact) {
    guard fact.blindness.contains(.renameAsDelete) else { return }
    let held = sources(at: key, fact.time)
    guard !held.isEmpty else { return }
    if deleted.count >= 32 { deleted.removeFirst() }
    deleted.append((path, fact.time, held))
  }

  private mutating func renamed(to path: String, size: Int64?, _ fact: LogFact) -> [Source] {
    let ending = WindowsPath.ending(of: path)
    var found: [Source] = []
    for old in deleted {
      let gap = fact.time.milliseconds - old.time.milliseconds
      guard gap >= 0, gap <= lineage.limits.renameGap, WindowsPath.ending(of: old.path) == ending else { continue }
      for source in old.sources {
        if let size, let known = lineage.known.size(of: source.content), known != size { continue }
        let step = LineageStep.deletedBefore(path: old.path, at: old.time)
        if let source = grown(source, by: step, at: fact.time) { found.append(source) }
      }
    }
    return found
  }

  // MARK: The state

  /// What the file at a place may hold: by the log, and by what is known of the place itself.
  private func sources(at key: String, _ time: Moment) -> [Source] {
    var found = files[key]?.sources ?? []
    let end = ended[key]
    for file in lineage.known.files(on: device, at: key, at: time) {
      // What a log ended may have been found again later.
      if let end, end <= time, file.from.map({ $0 <= end }) ?? true { continue }
      if found.contains(where: { $0.content == file.content }) { continue }
      let step = LineageStep.known(path: file.path, label: file.label)
      found.append(Source(content: file.content, certainty: .certain, since: time, steps: [step]))
    }
    return found
  }

  /// The source one step further on; nil when the chain is at its bound, which is told.
  private mutating func grown(_ source: Source, by step: LineageStep, at time: Moment) -> Source? {
    guard source.steps.count < lineage.limits.stepsOfOneChain else {
      isCut = true
      return nil
    }
    return Source(content: source.content, certainty: .possible, since: time, steps: [step] + source.steps)
  }

  /// - Parameter replacing: what it held before ends here, unless it is among what is found.
  private mutating func put(_ found: [Source], at path: String, replacing: Bool, _ time: Moment) {
    guard !found.isEmpty else { return }
    let key = WindowsPath.key(path)
    var file = files[key] ?? File(path: path, sources: [])
    let before = file.sources
    if replacing {
      let ended = before.filter { old in !found.contains { $0.content == old.content } }
      close(File(path: file.path, sources: ended), at: time)
      file.sources = []
    }
    for var source in found {
      if let old = before.first(where: { $0.content == source.content }) {
        // It may have held this since then, on whichever way.
        source.since = min(source.since, old.since)
        source.last = max(source.last, old.last)
      }
      if let place = file.sources.firstIndex(where: { $0.content == source.content }) {
        if source.isBetter(than: file.sources[place]) { file.sources[place] = source }
        file.sources[place].since = min(file.sources[place].since, source.since)
        file.sources[place].last = max(file.sources[place].last, source.last)
      } else if file.sources.count < lineage.limits.sourcesOfOneFile {
        file.sources.append(source)
      } else {
        isCut = true
      }
    }
    files[key] = file
  }

  private mutating func end(_ key: String, at time: Moment) {
    ended[key] = time
    if let file = files.removeValue(forKey: key) { close(file, at: time) }
  }

  private mutating func close(_ file: File, at time: Moment?) {
    for source in file.sources {
      answers.append(
        LineageAnswer(
          device: device, path: file.path, content: source.content, certainty: source.certainty, from: source.since,
          last: source.last, until: time, steps: source.steps))
    }
  }

  /// Keys below a folder, of the log and of what is known, as far as the work allows.
  private mutating func keys(below folder: String) -> [String] {
    let knownKeys = lineage.known.keys(on: device, below: folder)
    guard work > 0 else {
      isCut = true
      return []
    }
    work -= files.count + knownKeys.count + 1
    let own = files.keys.filter { WindowsPath.isKey($0, below: folder) }
    let others = knownKeys.filter { WindowsPath.isKey($0, below: folder) && files[$0] == nil }
    return (own + others).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
