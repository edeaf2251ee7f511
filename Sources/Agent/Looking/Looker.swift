import CanonicalForms
import Contents
import Discovery
import Documents
import Glibc
import JapaneseText
import Observations
import PersonalData
import Synchronization

/// The thread that reads files: looks that were asked for come first, scans go on between them.
package final class Looker: Sendable {
  package enum Report: Sendable {
    case finding(Finding, isLook: Bool)
    /// A walk has ended. Counts are nil when a folder could not be listed; the generation is that of its order.
    case walkEnded(root: String, counts: ScanCounts?, generation: Int)
    /// The index of contents cannot be used: nothing can be said of any file.
    case failed(String)
  }

  struct Orders {
    var looks: [Place] = []
    var scans: [String] = []
    var folders: [ChangeLedger.Arrival] = []
    var resolver: FolderResolver
    /// Mounts that a walk may enter.
    var mounts: Set<String>
    /// Raised to abort the walks that are on their way.
    var generation = 0
    var isEnding = false
  }

  let orders: Mutex<Orders>
  private let wakeup = Wakeup()
  private let thread = Mutex<WorkerThread?>(nil)

  package struct Setting: Sendable {
    package var indexPath: String
    package var indexKey: [UInt8]
    /// The program that serves as reader worker, nil to read every format in this process (tests).
    package var worker: String?
    package var bytesPerSecond: Int
    package var limits = ReadingLimits()

    package init(indexPath: String, indexKey: [UInt8], worker: String?, bytesPerSecond: Int) {
      self.indexPath = indexPath
      self.indexKey = indexKey
      self.worker = worker
      self.bytesPerSecond = bytesPerSecond
    }
  }

  package init(
    _ setting: Setting, resolver: FolderResolver, mounts: Set<String>, told: ToldContents,
    report: @escaping @Sendable (Report) -> Void
  ) {
    orders = Mutex(Orders(resolver: resolver, mounts: mounts))
    thread.withLock {
      $0 = WorkerThread(named: "hikae-reader") { [self] in
        do {
          try LookerWork(setting, looker: self, told: told, report: report).run()
        } catch {
          report(.failed("\(error)"))
        }
      }
    }
  }

  package func look(at places: [Place]) { order { $0.looks += places } }
  package func scan(_ root: String) { order { if !$0.scans.contains(root) { $0.scans.append(root) } } }
  package func scan(_ folder: ChangeLedger.Arrival) { order { $0.folders.append(folder) } }

  package func change(resolver: FolderResolver, mounts: Set<String>) {
    order {
      $0.resolver = resolver
      $0.mounts = mounts
    }
  }

  /// Forgets what was ordered: events were lost, and everything begins again.
  package func clear() {
    order {
      $0.looks = []
      $0.scans = []
      $0.folders = []
      $0.generation += 1
    }
  }

  /// Reports of walks that were ordered before are not to be taken.
  package var generation: Int { orders.withLock { $0.generation } }

  package func end() {
    order { $0.isEnding = true }
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }

  private func order(_ change: (inout sending Orders) -> Void) {
    orders.withLock { change(&$0) }
    wakeup.signal()
  }

  func waitForOrders() {
    var waits = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waits, 1, -1)
    wakeup.clear()
  }
}

/// What the looker's thread owns.
final class LookerWork {
  let looker: Looker
  let examiner: Examiner
  let report: @Sendable (Looker.Report) -> Void

  init(
    _ setting: Looker.Setting, looker: Looker, told: ToldContents, report: @escaping @Sendable (Looker.Report) -> Void
  ) throws {
    self.looker = looker
    self.report = report
    let pace = Pace(bytesPerSecond: setting.bytesPerSecond)
    let pool = setting.worker.map { ReaderPool(executable: $0, count: 1) }
    let reader = FileReader(pool: pool, limits: setting.limits, asOf: Self.today, pace: { pace.spend($0) })
    examiner = Examiner(
      index: try FileIndex(path: setting.indexPath, key: setting.indexKey), reader: reader, told: told)
  }

  private static var today: CivilDate {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return CivilDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
      ?? CivilDate(dayNumber: 0)
  }

  func run() throws {
    while !isEnding {
      try doLooks()
      let next = looker.orders.withLock { orders -> (root: String?, folder: ChangeLedger.Arrival?) in
        if !orders.folders.isEmpty { return (nil, orders.folders.removeFirst()) }
        return (orders.scans.isEmpty ? nil : orders.scans.removeFirst(), nil)
      }
      if let root = next.root {
        try scan(root)
      } else if let folder = next.folder {
        try scan(folder)
      } else {
        try examiner.commit()
        looker.waitForOrders()
      }
    }
    try examiner.commit()
  }

  var isEnding: Bool { looker.orders.withLock { $0.isEnding } }
  var resolver: FolderResolver { looker.orders.withLock { $0.resolver } }

  /// Everything that is asked for at the moment.
  func doLooks() throws {
    while true {
      let places = looker.orders.withLock { orders -> [Place] in
        defer { orders.looks = [] }
        return orders.looks
      }
      if places.isEmpty { return }
      for place in places where !isEnding { report(.finding(try look(at: place), isLook: true)) }
    }
  }

  private func look(at place: Place) throws -> Finding {
    let resolver = resolver
    switch resolver.open(place.folder) {
    case .gone: return Finding(place: place, what: .absent, stamp: Clocks.now)
    case .outside: return Finding(place: place, what: .outside, stamp: Clocks.now)
    case .inside(let opened):
      defer { close(opened.descriptor) }
      let path = PathText.join(opened.path, place.name.text)
      let result = try examiner.examine(.init(folder: opened.descriptor, name: place.name, path: path))
      let stamp = Clocks.now
      if case .absent = result.what { try examiner.forget(path) }
      var chain: FolderChain?
      switch result.what {
      case .file, .restless: chain = resolver.chain(to: opened)
      case .absent, .silent: break
      }
      return Finding(place: place, what: Self.what(result.what, chain), stamp: stamp)
    }
  }

  static func what(_ outcome: Examiner.Outcome, _ chain: FolderChain?) -> Finding.What {
    switch outcome {
    case .absent: return .absent
    case .silent: return .silent
    case .restless(let status, let object):
      // A folder that goes while one looks takes its files with it.
      guard let chain else { return .absent }
      return .restless(seen(status, chain, object, .unread(.changed), nil))
    case .file(let what, let status, let object, let profile):
      guard let chain else { return .absent }
      return .file(seen(status, chain, object, what, profile))
    }
  }

  private static func seen(
    _ status: stat, _ chain: FolderChain, _ object: Handle?, _ what: FoundFile.What, _ profile: SeenFile.Profile?
  ) -> SeenFile {
    SeenFile(
      chain: chain, size: Int64(status.st_size), modified: moment(status.st_mtim), changed: moment(status.st_ctim),
      fileID: UInt64(status.st_ino), object: object, what: what, profile: profile)
  }

  private static func moment(_ time: timespec) -> Moment {
    Moment(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
