import ArgumentParser
import CanonicalForms
import Cryptography
import Custody
import Storage
import Wording

/// `hikae devices token ID`: opens the way for one sensor of a device.
struct DeviceTokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make a one-time token with which a device enrols at `hikae serve`.",
    discussion: "The token is shown once and kept nowhere. A device that enrols again begins a new epoch.")

  @Argument(help: "The device's id.")
  var device: String

  @Option(name: .customLong("hours"), help: "Hours for which the token is valid, 1 to 720.")
  var hours = 24

  @Flag(name: .customLong("json"), help: "Print one JSON object.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    guard (1...720).contains(hours) else { throw ValidationError("--hours is a number from 1 to 720") }
  }

  func run() throws {
    try reportingFailures(in: installation.language) {
      let language = installation.language
      let now = Moment.now
      let expires = Moment(milliseconds: now.milliseconds + Int64(hours) * 3_600_000)
      let token = JSON(bytes: RandomBytes.make(32)).string ?? ""
      try installation.changing { custody in
        try custody.requireDevice(device, in: language)
        try custody.openEnrolment(
          of: device, tokenHash: SHA256Digest(hashing: Array(token.utf8)), expires: expires, at: now)
      }
      if json {
        let line: JSON = ["device": .string(device), "token": .string(token), "expires": JSON(expires)]
        print(line.canonicalText)
      } else {
        print(language.text(.enrolmentToken, device, expires.localMinute))
        print(token)
      }
    }
  }
}

/// `hikae devices revoke ID`.
struct DeviceRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revoke the certificates of a device: it is refused at its next request.")

  @Argument(help: "The device's id.")
  var device: String

  @Option(name: .customLong("reason"), help: "Why, for the journal.")
  var reason = ""

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let language = installation.language
      let count = try installation.changing { custody in
        try custody.requireDevice(device, in: language)
        let serials = try custody.certificates(of: device).filter { !$0.isRevoked }.map(\.serial)
        for serial in serials { try custody.revokeCertificate(serial: serial, of: device, reason: reason) }
        return serials.count
      }
      print(language.text(.certificatesRevoked, device, language.number(count)))
    }
  }
}
