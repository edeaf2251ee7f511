import CanonicalForms
import Cryptography
import Observations

/// A small batch, signed by a key of its own.
struct SampleBatch {
  let key: Ed25519PrivateKey
  var batch: Batch

  init(
    device: String = "PC-0007", epoch: Int = 1, first: UInt64 = 1, path: String = "/home/a/list.csv",
    key: Ed25519PrivateKey? = nil
  ) throws {
    self.key = try key ?? Ed25519PrivateKey()
    guard let boot = BootID([UInt8](repeating: 7, count: 16)),
      var batch = Batch(
        device: device, epoch: epoch, boot: boot,
        records: [
          Observation(
            sequence: first, time: Moment(milliseconds: 1_700_000_000_000), uptime: 5000, fact: .written(path: path))
        ], after: .start, sealed: Moment(milliseconds: 1_700_000_001_000), sealedUptime: 6000)
    else { throw BatchFailure(.malformed) }
    batch.signature = try self.key.sign(batch.signedBytes)
    self.batch = batch
  }
}
