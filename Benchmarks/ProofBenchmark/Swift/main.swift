import CBareStretch
import CCryptsetup
import DiskEncryption
import Glibc

// Proves a recovery password again and again, beside the bare loop of SHA-256 and beside libcryptsetup, taking turns, so
// that all see the same machine.
//
//   ProofBenchmark COPY RECOVERY-PASSWORD PROOFS

/// Seconds of processor time of this thread, so that a shared machine counts less.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ work: () throws -> Void) rethrows -> (processor: Double, wall: Double) {
  let clock = ContinuousClock()
  let (began, before) = (clock.now, processorSeconds())
  try work()
  let wall = (clock.now - began).components
  return (processorSeconds() - before, Double(wall.seconds) + Double(wall.attoseconds) / 1e18)
}

/// To a thousandth.
func thousandths(_ value: Double) -> String {
  let whole = Int((value * 1000).rounded())
  let rest = String(whole % 1000)
  return "\(whole / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
}

/// What was measured, several times over.
struct Series {
  let name: String
  var runs: [(processor: Double, wall: Double)] = []

  func median(_ value: ((processor: Double, wall: Double)) -> Double) -> Double {
    let sorted = runs.map(value).sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  func print() {
    let slowest = runs.map(\.wall).max() ?? 0
    Swift.print(
      "\(name): \(thousandths(median(\.processor))) s of processor, \(thousandths(median(\.wall))) s by the clock,"
        + " slowest \(thousandths(slowest)) s (\(runs.count) runs)")
  }
}

guard CommandLine.arguments.count == 4, let proofs = Int(CommandLine.arguments[3]), proofs > 0 else {
  print("ProofBenchmark COPY RECOVERY-PASSWORD PROOFS")
  exit(2)
}
let path = CommandLine.arguments[1]
let text = CommandLine.arguments[2]

/// Opens, reads, parses, proves: all that a nightly proof does for one device.
func prove() throws {
  let image = try DiskImages.open(path)
  let volume = try BitLockerVolume(reading: image)
  let key = BitLockerKey.recoveryPassword(try RecoveryPassword(parsing: text))
  guard try BitLockerProver().prove(key, protector: nil, of: volume, in: image).proof.isProved else { exit(1) }
}

/// The same copy as a sparse image, for libcryptsetup.
func expand(to file: String) throws {
  guard let copy = try DiskImages.open(path) as? MetadataCopy else { exit(2) }
  let descriptor = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  defer { close(descriptor) }
  guard descriptor >= 0, ftruncate(descriptor, off_t(copy.size)) == 0 else { exit(3) }
  for region in copy.regions {
    guard pwrite(descriptor, region.bytes, region.bytes.count, off_t(region.offset)) == region.bytes.count else {
      exit(3)
    }
  }
}

func activate(_ file: String) {
  var device: OpaquePointer?
  guard crypt_init(&device, file) == 0, let device else { exit(3) }
  defer { crypt_free(device) }
  guard crypt_load(device, "BITLK", nil) == 0,
    crypt_activate_by_passphrase(device, nil, CRYPT_ANY_SLOT, text, text.utf8.count, 0) >= 0
  else { exit(1) }
}

let sparse = "/tmp/hikae-proof-benchmark.\(getpid()).img"
try expand(to: sparse)
defer { unlink(sparse) }
let initial = [UInt8](1...32)
let salt = [UInt8](1...16)
let secret = SecretBytes(initial)
var bare = Series(name: "bare loop of SHA-256, C")
var stretch = Series(name: "stretch, Hikae")
var proof = Series(name: "whole proof, Hikae")
var peer = Series(name: "libcryptsetup, BITLK activation")
for _ in 0..<proofs {
  var result = [UInt8](repeating: 0, count: 32)
  bare.runs.append(measure { bare_stretch(initial, salt, KeyStretch.rounds, &result) })
  var stretched: SecretBytes?
  stretch.runs.append(measure { stretched = KeyStretch.stretch(secret, salt: salt) })
  guard stretched?.matches(result) == true else { exit(1) }
  proof.runs.append(try measure(prove))
  peer.runs.append(measure { activate(sparse) })
}
for series in [bare, stretch, proof, peer] { series.print() }
print("stretch / bare loop: \(thousandths(stretch.median(\.processor) / bare.median(\.processor)))")
print("libcryptsetup / whole proof: \(thousandths(peer.median(\.processor) / proof.median(\.processor)))")
print("5,000 keys on one core: \(thousandths(proof.median(\.processor) * 5000 / 60)) minutes of processor")
