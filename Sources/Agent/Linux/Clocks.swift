import CanonicalForms
import Glibc
import Observations

/// The clocks of this machine.
package enum Clocks {
  package static var now: Stamp { Stamp(time: .now, uptime: milliseconds(of: CLOCK_BOOTTIME)) }

  /// Milliseconds that the machine has slept since it started: what CLOCK_BOOTTIME counts and CLOCK_MONOTONIC does not.
  package static var slept: Int64 { milliseconds(of: CLOCK_BOOTTIME) - milliseconds(of: CLOCK_MONOTONIC) }

  private static func milliseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// The number that the kernel drew when it started; zeros where it tells none.
  package static var boot: BootID {
    let text = SmallFile.read("/proc/sys/kernel/random/boot_id") ?? []
    var bytes: [UInt8] = []
    var half: UInt8?
    for byte in text {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { continue }
      if let high = half {
        bytes.append(high << 4 | UInt8(digit))
        half = nil
      } else {
        half = UInt8(digit)
      }
    }
    return BootID(bytes) ?? BootID.unknown
  }
}

extension BootID {
  /// Of a system that tells no number.
  package static let unknown: BootID = {
    guard let zeros = BootID([UInt8](repeating: 0, count: 16)) else {
      preconditionFailure("16 bytes are a boot's number")
    }
    return zeros
  }()
}
