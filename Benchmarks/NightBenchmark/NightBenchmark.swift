import Accounts
import CanonicalForms
import DiskEncryption
import Foundation
import KeyEscrow
import Storage

/// One night of proofs: keys and copies of metadata, sealed in a database, of so many devices; each is opened, proved and its
/// proof written to the journal, as the server does it. `Benchmarks/night.sh` runs it.
///
///   NightBenchmark COPY RECOVERY-PASSWORD DEVICES
@main
struct NightBenchmark {
  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 4, let devices = Int(words[3]), devices > 0 else {
      print("usage: NightBenchmark COPY RECOVERY-PASSWORD DEVICES")
      return
    }
    let folder = NSTemporaryDirectory() + "hikae-night-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try DataFolder.makeFolder(folder)
    let store = try Store(
      .sqlite(path: folder + "/night.sqlite"), creating: true,
      migrations: [.journal] + Accounts.schema.migrations + KeyEscrow.schema.migrations)
    let journal = Journal(
      store: store, projections: Accounts.schema.projections + KeyEscrow.schema.projections)
    let escrow = KeyEscrow(journal: journal, keys: EscrowKeyRing(folder: folder))
    let evening = Moment(seconds: 1_800_000_000)
    guard let copy = try DiskImages.open(words[1]) as? MetadataCopy else {
      print("\(words[1]) is no copy of metadata")
      return
    }
    for number in 0..<devices {
      let device = "PC-\(number)"
      _ = try escrow.take(copy, of: device, seen: evening, by: "benchmark", at: evening)
      _ = try escrow.keep(
        [
          IncomingKey(
            secret: SecretBytes(Array(words[2].utf8)), kind: .recoveryPassword, device: device, source: .hand)
        ], by: "benchmark", at: evening)
    }
    let night = Moment(seconds: 1_800_000_000 + 2 * 86_400)
    let began = ContinuousClock.now
    let before = processorSeconds()
    var (proved, others, left) = (0, 0, devices)
    while left > 0 {
      let round = try escrow.round(at: night)
      proved += round.proved
      others += round.refused + round.undecided
      left = round.left
      if round.proved + round.refused + round.undecided == 0 { break }
    }
    let wall = (ContinuousClock.now - began) / .seconds(1)
    let processor = processorSeconds() - before
    print(
      String(
        format: "%d keys proved, %d not, %d left: %.1f s by the clock, %.1f s of processor; %.3f s a key", proved,
        others,
        left, wall, processor, processor / Double(max(1, proved))))
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
