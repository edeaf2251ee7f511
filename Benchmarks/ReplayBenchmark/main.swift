import CanonicalForms
import Cryptography
import Custody
import Glibc
import Observations
import Storage

// Five years of one device, 330,000 records of its agent, and the state at moments spread over them. Synthetic: no person, no
// file, only names that look like an office's.
//
//   ReplayBenchmark fill FOLDER scanned|watched
//   ReplayBenchmark ask FOLDER TIMES           milliseconds of processor for reading the history again, and for the
//                                              whole scope, once a line
//
// scanned: some hundred lists, named again by a scan on each of 1,250 days; watched: one scan of 20,000 lists, then changes
// alone, until 44,000 lie there.

let records = 330_000
let days = 1_250
let start = Moment(milliseconds: 1_577_923_200_000)
let device = "PC-1"

struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The course of the years, record by record.
struct Years {
  private(set) var facts: [(time: Moment, fact: Fact)] = []
  private var random = Seeded(state: 7)
  private var live: [String] = []
  private var number = 0
  private var day = 0
  private var tick: Int64 = 0

  init(isScanned: Bool) {
    let perDay = records / days
    facts.reserveCapacity(records)
    if !isScanned {
      note(.watchStarted(root: "/home"))
      note(.scanStarted(root: "/home"))
      for _ in 0..<20_000 { make() }
      note(.scanFinished(root: "/home", counts: ScanCounts()))
    }
    while facts.count < records {
      day = min(days - 1, facts.count / perDay)
      tick = 0
      if isScanned {
        note(.watchStarted(root: "/home"))
        note(.scanStarted(root: "/home"))
        for path in live { find(path) }
        note(.scanFinished(root: "/home", counts: ScanCounts()))
      }
      while tick < Int64(perDay), facts.count < records { change(growing: isScanned ? live.count < 120 : true) }
      if isScanned { note(.watchStopped(root: "/home", reason: .notRunning)) }
    }
  }

  private mutating func note(_ fact: Fact) {
    tick += 1
    facts.append((Moment(milliseconds: start.milliseconds + Int64(day) * 122_400_000 + tick * 100_000), fact))
  }

  private mutating func make() {
    number += 1
    let path = "/home/山田/ドキュメント/健診 \(number / 500)/受診者一覧 \(number).xlsx"
    live.append(path)
    find(path)
  }

  private mutating func find(_ path: String) {
    let content = SHA256Digest(hashing: Array("\(path) \(Int.random(in: 0..<3, using: &random))".utf8))
    let time = Moment(milliseconds: start.milliseconds + Int64(day) * 122_400_000 + tick * 100_000)
    note(.found(FoundFile(path: path, size: 20_000, modified: time, changed: time, fileID: 1, what: .content(content))))
  }

  private mutating func change(growing: Bool) {
    let place = live.isEmpty ? 0 : Int.random(in: live.indices, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: if growing { make() } else { remove(place) }
    case 2 where !live.isEmpty:
      let target = live[place] + "~"
      note(.moved(from: live[place], to: target, isFolder: false))
      live[place] = target.count > 90 ? String(target.prefix(60)) + "\(number)" : target
    case 3 where live.count > 60: remove(place)
    default:
      guard !live.isEmpty else { return make() }
      note(.written(path: live[place]))
      find(live[place])
    }
  }

  private mutating func remove(_ place: Int) {
    note(.gone(path: live[place], isFolder: false))
    live.swapAt(place, live.count - 1)
    live.removeLast()
  }
}

func fill(_ folder: String, isScanned: Bool) throws {
  let custody = try Custody(folder: DataFolder(folder), creating: true, actor: "benchmark")
  let signing = try Ed25519PrivateKey()
  let token = SHA256Digest(hashing: Array(device.utf8))
  try custody.register(Device(id: device))
  try custody.openEnrolment(of: device, tokenHash: token, expires: Moment(milliseconds: start.milliseconds + 1))
  let epoch = try custody.enrol(
    tokenHash: token, signingKey: signing.publicKey.bytes, label: "", serial: "1", notAfter: .now, at: start
  ).epoch
  guard let boot = BootID([UInt8](repeating: 1, count: 16)) else { return }
  let facts = Years(isScanned: isScanned).facts
  var chain = RecordChain.start
  var waiting: [CheckedBatch] = []
  for first in stride(from: 0, to: facts.count, by: 264) {
    let part = facts[first..<min(facts.count, first + 264)]
    let observations = part.indices.map { index in
      Observation(
        sequence: UInt64(index + 1), time: part[index].time, uptime: Int64(index), fact: part[index].fact)
    }
    let sealed = part.last?.time ?? start
    guard
      var batch = Batch(
        device: device, epoch: epoch, boot: boot, records: observations, after: chain, sealed: sealed, sealedUptime: 0)
    else { return }
    batch.signature = try signing.sign(batch.signedBytes)
    chain = batch.after
    waiting.append(try custody.check(batch, receivedAt: sealed))
    if waiting.count == 50 {
      _ = try custody.accept(waiting)
      waiting = []
    }
  }
  _ = try custody.accept(waiting)
}

/// Of this thread, which does all the work, in milliseconds: the machine may be shared.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

func ask(_ folder: String, times: Int) throws {
  let custody = try Custody(folder: DataFolder(folder))
  for round in 0..<times {
    let day = Int64(days * (2 * round + 1) / (2 * times))
    let moment = Moment(milliseconds: start.milliseconds + day * 122_400_000 + 20_000_000)
    let before = processorTime()
    let places = try custody.store.read { session in
      try ObservedHistory(device: device, at: moment, asKnownAt: nil, session: session).count
    }
    let replayed = processorTime()
    let scope = try custody.scope(of: device, at: moment)
    let answered = processorTime()
    print(
      (replayed - before).rounded(), (answered - replayed).rounded(),
      "day \(day): \(places) places, \(scope.total.certainFiles) files certain")
  }
}

let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "fill", ["scanned", "watched"].contains(arguments[3]) {
  try fill(arguments[2], isScanned: arguments[3] == "scanned")
} else if arguments.count == 4, arguments[1] == "ask", let times = Int(arguments[3]) {
  try ask(arguments[2], times: times)
} else {
  print("usage: ReplayBenchmark fill FOLDER scanned|watched | ask FOLDER TIMES")
}
