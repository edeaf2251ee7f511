import CanonicalForms
import Cryptography

/// When a device's keys are proved again: once a day, at a time of the day that is the device's own, so that a large
/// fleet is spread over the day and not asked at midnight.
package enum ProofSchedule {
  private static let day: Int64 = 86_400_000

  /// The device's time of the day, in milliseconds from 00:00 UTC.
  static func slot(of device: String) -> Int64 {
    let digest = SHA256Digest(hashing: Array("hikae.escrow.slot/1\n".utf8) + Array(device.utf8)).bytes
    let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int64(number % UInt64(day))
  }

  /// The next one after a moment. The same for everybody who asks.
  package static func next(after time: Moment, of device: String) -> Moment {
    let slot = slot(of: device)
    let passed = (time.milliseconds - slot) % day
    return Moment(milliseconds: time.milliseconds + day - (passed < 0 ? passed + day : passed))
  }
}
