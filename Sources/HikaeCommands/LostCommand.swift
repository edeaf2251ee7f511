import ArgumentParser
import Custody
import Wording

/// `hikae lost DEVICE`: writes the loss down, and answers whose data it concerns.
package struct LostCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "lost",
    abstract: "Record that a device is lost, and say whose data was on it when it was last seen.",
    discussion: "Exit status: 0 nobody's data, 1 somebody's data or nothing known, 2 wrong usage, 3 failure.")

  @Argument(help: "The device's id.")
  var device: String

  @Option(name: .customLong("last-seen"), help: "When the device was last seen for certain.")
  var lastSeen: MomentArgument

  @OptionGroup var output: ScopeOutputOptions
  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() throws {
    try reportingFailures(in: installation.language) {
      try lastSeen.refuseFuture(in: installation.language)
      let custody = try installation.open()
      try custody.requireDevice(device, in: installation.language)
      try custody.reportLoss(of: device, lastSeen: lastSeen.moment)
      // Whatever becomes of the log, the answer comes first.
      let published = Result { try installation.publish(custody) }
      StandardError.print(installation.language.text(.lossReported, device, lastSeen.moment.localMinute))
      let scope = try custody.scope(of: device, at: lastSeen.moment)
      try output.write(scope, in: installation.language)
      try published.get()
      if !scope.isEmpty || scope.lastScan == nil { throw Status.findings }
    }
  }
}
