import ArgumentParser
import CanonicalForms
import Glibc
import Wording

/// In which zone the console shows times and reads those that people type. Not that of the machine: a server's is often
/// UTC, and an officer who types 18:00 means the clock on the wall.
struct ZoneArguments: ParsableArguments {
  @Option(
    help: "Zone of the console's times, such as Asia/Tokyo (default: $HIKAE_TIME_ZONE, else Asia/Tokyo).")
  var timeZone: String?

  /// Makes this process use it: before anything runs beside.
  func apply(in language: Language) throws { try Self.use(timeZone, in: language) }

  /// - Parameter name: nil for what the environment says.
  static func use(_ name: String?, in language: Language) throws {
    let name = name ?? InstallationOptions.variable("HIKAE_TIME_ZONE") ?? LocalZone.standard
    guard LocalZone.use(name) else {
      StandardError.print("error: " + language.text(.configTimeZone, "--time-zone", name))
      throw Status.usage
    }
  }
}
