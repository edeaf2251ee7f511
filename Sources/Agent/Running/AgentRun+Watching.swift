import CanonicalForms
import Contents
import Discovery
import Glibc
import Observations

/// Roots: how they come, go, and begin again after a gap.
extension AgentRun {
  /// Says what was missed since the agent ran last, then starts to watch and to scan.
  func begin() throws {
    let now = Clocks.now
    let boot = Clocks.boot
    let bootText = boot.bytes.map { String($0) }.joined(separator: ".")
    let isSameBoot = told.about("boot") == bootText
    if !isSameBoot {
      try told.set("boot", bootText)
      record([Entry(stamp: now, fact: .booted(boot: boot))])
    }
    // What was noticed in the last moment may not have been written down.
    let since = Moment(milliseconds: (spool.lastTime ?? lastAlive ?? now.time).milliseconds - Self.moment)
    for root in told.watches() {
      record([
        Entry(stamp: now, fact: .missed(root: root, since: since, reason: isSameBoot ? .vanished : .notRunning))
      ])
    }
    let running = Set(told.watches())
    mountTable = .current
    let formerlyLeftOut = [WatchPlan.LeftOut](text: told.about("left_out") ?? "")
    lyingOn = configuredGrounds()
    plan(WatchPlan.current(setting.configuration, lyingOn: lyingOn))
    // Those that are still there were told of again just now.
    tell(WatchPlan.facts(leftOut: formerlyLeftOut.filter { !leftOut.contains($0) }, then: []))
    try told.set("left_out", leftOut.text)
    for root in running
    where !roots.contains(where: { $0.path == root }) && !leftOut.contains(where: { $0.path == root && $0.isMissing }) {
      record([Entry(stamp: Clocks.now, fact: .watchStopped(root: root, reason: .stopped))])
    }
    // Those that the last run watched as a whole, and this one does not.
    for root in running where status.watched[root] == false {
      record([Entry(stamp: Clocks.now, fact: .watchStopped(root: root, reason: .notWatchable))])
    }
    status.started = now.time
    try flushRecords()
  }

  /// Where the roots lay when they were last scanned. One that is taken out of the configuration is forgotten, so that who
  /// puts it in again has it scanned as it is.
  private func configuredGrounds() -> [String: [String]] {
    let configured = setting.configuration.roots.flatMap { [PathText.trimmed($0), WatchPlan.realPath($0) ?? $0] }
    return WatchPlan.grounds(text: told.about("lying_on") ?? "", of: Set(configured))
  }

  /// Whether a root still lies on the file systems that it was planned with: what a walk did not meet is gone only then.
  func isMounted(_ root: String) -> Bool {
    roots.first { $0.path == root }?.isWhole(in: .current) ?? false
  }

  /// By the list of what was told, which outlives an enrolment and its spool.
  private var lastAlive: Moment? { told.about("alive").flatMap { Int64($0) }.map { Moment(milliseconds: $0) } }

  /// Milliseconds that a record may lie in memory before it is on the disk.
  private static let moment: Int64 = 1_000

  /// Brings what is watched in line with a plan.
  func plan(_ plan: WatchPlan) {
    let before = roots
    for root in before where !plan.roots.contains(where: { $0.path == root.path }) { leave(root) }
    // Mounts that came below a root that stays, or went.
    let added = plan.roots.filter { root in !before.contains { $0.path == root.path } }
    let changed = plan.roots.filter { root in before.contains { $0.path == root.path && $0 != root } }
    roots = plan.roots
    resolver = FolderResolver(
      roots: roots.map(\.path), mounts: roots.flatMap(\.mounts), excluded: setting.configuration.excluded)
    looker.change(resolver: resolver, mounts: Set(roots.flatMap { $0.mounts }))
    for root in added { enter(root) }
    for root in changed {
      let was = status.watched[root.path] == true
      let isWatched = mark(root)
      status.watched[root.path] = isWatched
      drop(root.missing, of: root.path)
      if let former = before.first(where: { $0.path == root.path }) {
        tell(
          WatchPlan.facts(of: root, before: former, wasWatched: was, isWatched: isWatched, since: mountsLooked))
      }
      queueScan(root.path)
    }
    tell(WatchPlan.facts(leftOut: leftOut, then: plan.leftOut))
    if leftOut != plan.leftOut {
      leftOut = plan.leftOut
      do { try told.set("left_out", leftOut.text) } catch { trouble = error.description }
    }
  }

  private func tell(_ facts: [Fact]) {
    let now = Clocks.now
    record(facts.map { Entry(stamp: now, fact: $0) })
    if facts.contains(where: { if case .mediumAttached = $0 { true } else { false } }) { urgent() }
  }

  /// - Returns: whether all file systems of the root are watched.
  @discardableResult
  private func mark(_ root: WatchPlan.Root) -> Bool {
    guard let group, root.isWatchable else { return false }
    var isWatched = !root.isCut
    for mount in root.mounts {
      guard let reason = group.add(mount) else { continue }
      isWatched = false
      trouble = "\(mount) cannot be watched: \(reason)"
    }
    return isWatched
  }

  private func enter(_ root: WatchPlan.Root) {
    let isWatched = mark(root)
    restore(told.places().filter { resolver.root(of: $0) == root.path })
    let now = Clocks.now
    if let medium = root.medium {
      record([Entry(stamp: now, fact: .mediumAttached(id: medium.id, label: medium.label, mountPoint: root.path))])
      urgent()
    }
    if isWatched { record([Entry(stamp: now, fact: .watchStarted(root: root.path))]) }
    status.watched[root.path] = isWatched
    queueScan(root.path)
  }

  /// Disks below a root are not mounted: a scan that is on its way must not end as if it had seen them, though they come
  /// back meanwhile.
  private func drop(_ disks: [String], of root: String) {
    if disks.isEmpty { return }
    for disk in disks { ledger.drop(below: disk, of: root) }
    guard scanning == root else { return }
    if ledger.isScanning(root) { cutWalk = root } else { scanning = nil }
  }

  private func leave(_ root: WatchPlan.Root) {
    let now = Clocks.now
    if status.watched[root.path] == true {
      record([Entry(stamp: now, fact: .watchStopped(root: root.path, reason: .unmounted))])
    }
    if let medium = root.medium { record([Entry(stamp: now, fact: .mediumDetached(id: medium.id))]) }
    ledger.drop(root: root.path)
    status.watched[root.path] = nil
    scanQueue.removeAll { $0 == root.path }
    if cutWalk == root.path { cutWalk = nil }
    if scanning == root.path { scanning = nil }
  }

  /// Puts places that the records name back into the ledger, as far as they are still there.
  private func restore(_ paths: [String]) {
    var chains: [String: FolderChain?] = [:]
    for path in paths {
      guard let slash = path.lastIndex(of: "/") else { continue }
      let folder = slash == path.startIndex ? "/" : String(path[..<slash])
      let chain = chains[folder] ?? resolver.chain(toFolder: folder)
      chains[folder] = .some(chain)
      var status = stat()
      guard let chain, PathBytes.withPointer(path, { lstat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      let place = Place(
        folder: chain.steps.last?.handle ?? chain.rootHandle, name: FileName(path[path.index(after: slash)...]))
      ledger.restore(place, chain: chain)
    }
  }

  // MARK: Events

  func take(_ bytes: EventBytes) throws {
    guard let events = bytes.decoded(except: getpid()) else { return beginAgain(since: lastEvent.time, .queueOverflow) }
    var hasOverflown = false
    let resolver = resolver
    for decoded in events {
      switch decoded {
      case .overflow: hasOverflown = true
      case .event(let event):
        record(ledger.handle(event, at: bytes.stamp, resolving: { resolver.resolve($0) }))
      }
    }
    if hasOverflown { beginAgain(since: lastEvent.time, .queueOverflow) }
    lastEvent = bytes.stamp
    // A flood of changes costs less to scan for than to remember one by one.
    if ledger.looks.count > Self.mostLooks { beginAgain(since: bytes.stamp.time, .queueOverflow) }
  }

  private static let mostLooks = 250_000

  /// Changes were missed: says so, asks the disk where the reported files are now, and scans everything.
  func beginAgain(since: Moment, _ reason: GapReason) {
    looker.clear()
    scanning = nil
    cutWalk = nil
    scanQueue = []
    let watched = roots.filter { status.watched[$0.path] == true }.map(\.path)
    let paths = ledger.reset(roots: roots.map(\.path))
    restore(paths)
    let now = Clocks.now
    for root in watched {
      record([Entry(stamp: now, fact: .missed(root: root, since: min(since, now.time), reason: reason))])
    }
    status.gaps += 1
    for root in roots { queueScan(root.path) }
  }

  // MARK: Scans

  func queueScan(_ root: String) { if !scanQueue.contains(root) { scanQueue.append(root) } }

  func startScan(_ root: String) {
    guard roots.contains(where: { $0.path == root }) else { return }
    scanning = root
    record(ledger.scanStarts(root, at: Clocks.now))
    looker.scan(root)
  }

  func scanEnded(_ root: String) {
    scanning = nil
    status.lastScan[root] = Clocks.now.time
    // What is missing is not forgotten until it is there again.
    if let planned = roots.first(where: { $0.path == root }), planned.missing.isEmpty {
      lyingOn[root] = planned.mounts.prefix(1) + planned.disks
    }
    do { try told.set("lying_on", WatchPlan.text(grounds: lyingOn)) } catch { trouble = error.description }
    // Places that the list has too much.
    do { try told.retain(Set(ledger.reportedPaths(below: root)), below: root) } catch { trouble = "\(error)" }
  }
}
