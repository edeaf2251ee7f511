import CFanotify
import CanonicalForms
import Cryptography
import Discovery
import Glibc
import Observations

/// The agent at work: one thread owns the ledger, the spool and the decisions; others read the kernel's queue, files and
/// the network, and post what they have to say.
package final class AgentRun {
  package struct Setting: Sendable {
    package var state: StateFolder
    package var configuration = Configuration()
    package var device: String
    package var epoch = 1
    /// The program that serves as reader worker; nil reads in this process (tests).
    package var worker: String?
    package var delays = PendingLooks.Delays()
    package var courier = Courier.Setting()
    /// Ends by itself once the first scans are done and everything is sent: `scan-once`.
    package var endsAfterScan = false
    /// A second file for the status, which everybody may read; nil shows it to nobody else.
    package var shownStatus: String?
    /// Address of the server, for the status; nil where there is none.
    package var server: String?
    /// Talks about disks; nil says nothing of them.
    package var disks: (@Sendable () -> DiskTalk)?

    package init(state: StateFolder, device: String) {
      self.state = state
      self.device = device
    }
  }

  enum Message: Sendable {
    case events(EventBytes)
    case looker(Looker.Report, generation: Int)
    case answer(Courier.Answer)
    case disks(DiskThread.Report)
    case stop
    case flush
  }

  let setting: Setting
  let spool: Spool
  let told: Told
  let toldContents: ToldContents
  let outbox: Outbox
  /// What earlier enrolments left behind, which goes first.
  var formers: [Lane]
  let signing: Ed25519PrivateKey
  let carrier: CarrierThread?
  /// How receipts fare; nil where nothing proves them.
  let receipts: @Sendable () -> ReceiptWatch.Report?
  let mailbox: Mailbox<Message>
  let group: FanotifyGroup?
  let looker: Looker
  let disks: DiskThread?
  var ledger: ChangeLedger
  var courier: Courier
  var resolver: FolderResolver
  var roots: [WatchPlan.Root] = []
  var mountTable = MountTable(mounts: [])
  /// By root, where the file system was mounted on which it lay when it was last scanned to the end, and the disks below it.
  var lyingOn: [String: [String]] = [:]
  /// When the mounts were looked at last.
  var mountsLooked = Moment.now
  /// Mounts of which it was told that they are neither watched nor scanned.
  var leftOut: [WatchPlan.LeftOut] = []

  /// Facts that are not in the spool yet.
  var unrecorded: [Entry] = []
  var unrecordedSince: Int64 = 0
  /// Since when the spool takes nothing.
  var blindSince: Moment?
  var dropped = 0
  /// Since when the oldest record waits to be sent.
  var oldestPending: Int64 = 0
  /// A record that does not go, however small the batch is: it is passed over.
  var passedOver: (epoch: Int, sequence: UInt64)?
  /// How often a single record was too much for the line.
  var slowTries = 0
  var scanQueue: [String] = []
  var scanning: String?
  /// The root whose walk is on its way and lost a disk.
  var cutWalk: String?
  var lastEvent: Stamp
  var vitals: Vitals
  var lastRescan: Int64
  var status = AgentStatus()
  var trouble: String?
  /// What is wrong with the server's log, as the last answer had it.
  var logTrouble: String?
  /// Why the server lets this device in no more; nil while it does.
  var refusal: Courier.Refusal?
  var systemLog = SystemLog(isJournal: getenv("JOURNAL_STREAM") != nil)
  var isStopping = false
  /// Messages that may wait for the main thread before the reader of events drops what comes: some 2 GB of events.
  static let mostMessages = 8_000

  /// - Parameter carrier: nil keeps everything in the spool.
  package init(_ setting: Setting, carrier: (any Carrier)?) throws {
    self.setting = setting
    let state = setting.state
    let boot = Clocks.boot
    var limits = Spool.Limits()
    limits.bytes = Int64(setting.configuration.spoolMegabytes) << 20
    limits.days = setting.configuration.spoolDays
    let spoolFolder = state.spool(epoch: setting.epoch)
    let key = try KeyFile.readOrMake(state.spoolKey)
    spool = try Spool(folder: spoolFolder, key: key, boot: boot, limits: limits)
    outbox = try Outbox(folder: spoolFolder, key: key)
    let left = Lane.left(in: state, before: setting.epoch, key: key, boot: boot, limits: limits)
    formers = left.lanes
    if let folder = left.damaged.first { trouble = "what lies in \(folder) of an earlier enrolment cannot be read" }
    told = try Told(path: state.told, epoch: setting.epoch)
    toldContents = ToldContents(
      told.contents(), largest: told.about("largest_profile").flatMap { Int($0) } ?? ToldContents.largestProfile)
    signing = try state.signingKey()
    let mailbox = Mailbox<Message>()
    self.mailbox = mailbox
    self.carrier = carrier.map { CarrierThread($0) { mailbox.post(.answer($0)) } }
    receipts = { [carrier] in carrier?.receipts }
    disks = setting.disks.map { talk in DiskThread(talk) { mailbox.post(.disks($0)) } }
    do {
      group = try FanotifyGroup(isUnlimited: setting.configuration.hasUnlimitedQueue)
    } catch {
      group = nil
      trouble = error.description
    }
    ledger = ChangeLedger(delays: setting.delays)
    courier = Courier(setting.courier)
    resolver = FolderResolver(roots: [], mounts: [], excluded: [])
    let indexKey = try KeyFile.readOrMake(state.indexKey)
    looker = Looker(
      .init(
        indexPath: state.index, indexKey: indexKey, worker: setting.worker,
        bytesPerSecond: setting.configuration.readRate << 20),
      resolver: resolver, mounts: [], told: toldContents,
      report: { report in
        var generation = 0
        if case .walkEnded(_, _, let number) = report { generation = number }
        mailbox.postPatiently(.looker(report, generation: generation))
      })
    lastEvent = Clocks.now
    vitals = Vitals(now: Clocks.now, slept: Clocks.slept)
    lastRescan = Clocks.now.uptime
  }

  /// Works until it is told to stop.
  package func run() throws {
    try begin()
    let reader = group.map { group in
      EventReader(group) { [mailbox] bytes in
        if mailbox.count > Self.mostMessages { return false }
        mailbox.post(.events(bytes))
        return true
      }
    }
    while !isStopping {
      wait()
      for message in mailbox.takeAll() { try handle(message) }
      try tend()
    }
    reader?.end()
    for message in mailbox.takeAll() { if case .events = message { try handle(message) } }
    try end()
  }

  /// From any thread.
  package func stop() { mailbox.post(.stop) }

  private func wait() {
    let now = Clocks.now.uptime
    var due = vitals.nextTick
    for next in [ledger.nextLook, courier.nextDue, unrecorded.isEmpty ? nil : unrecordedSince + 1_000] {
      if let next { due = min(due, next) }
    }
    var waits = pollfd(fd: mailbox.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&waits, 1, Int32(clamping: due <= now ? 0 : due - now))
  }

  private func handle(_ message: Message) throws {
    switch message {
    case .events(let bytes): try take(bytes)
    case .looker(.finding(let finding, let isLook), _): record(ledger.handle(finding, isLook: isLook))
    case .looker(.walkEnded(let root, let counts, _), let generation):
      guard generation == looker.generation, scanning == root else { return }
      let counts = isMounted(root) && cutWalk != root ? counts : nil
      cutWalk = nil
      record(ledger.walkEnded(root, counts: counts, at: Clocks.now))
      if counts == nil { scanning = nil }
    case .looker(.failed(let reason), _): throw AgentFailure(.state, reason)
    case .answer(let answer): try take(answer)
    case .disks(let report): status.disks = report
    case .flush:
      try flushRecords()
      urgent()
      writeStatus(Clocks.now)
    case .stop: isStopping = true
    }
  }

  /// What is to be done by now.
  private func tend() throws {
    let now = Clocks.now
    let places = ledger.takeLooks(at: now.uptime)
    if !places.isEmpty { looker.look(at: places) }
    for folder in ledger.takeArrived() { looker.scan(folder) }
    if let root = scanning, !ledger.isScanning(root) { scanEnded(root) }
    if scanning == nil, !scanQueue.isEmpty { startScan(scanQueue.removeFirst()) }
    if now.uptime >= vitals.nextTick { try tick(now) }
    if !unrecorded.isEmpty, unrecorded.count >= 500 || now.uptime - unrecordedSince >= 1_000 { try flushRecords() }
    try sendIfDue()
    if setting.endsAfterScan, scanning == nil, scanQueue.isEmpty, ledger.openLooks == 0 { isStopping = true }
  }
}
