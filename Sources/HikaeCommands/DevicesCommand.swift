import ArgumentParser
import CanonicalForms
import Custody
import Storage
import Wording

/// `hikae devices`: the registered ones.
package struct DevicesCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "List the registered devices, register one, let one report, or shut one out.",
    subcommands: [
      DeviceListCommand.self, DeviceAddCommand.self, DeviceTokenCommand.self, DeviceRevokeCommand.self,
      DeviceMediaCommand.self,
    ], defaultSubcommand: DeviceListCommand.self)

  package init() {}
}

/// `hikae devices list`.
struct DeviceListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the registered devices.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      for device in try installation.open().devices() {
        let line: JSON = [
          "id": .string(device.id), "label": .string(device.label), "kind": .string(device.kind.rawValue),
          "holder": JSON(device.holder), "status": .string(device.status.rawValue),
        ]
        print(json ? line.canonicalText : "\(device.id)\t\(device.label)\t\(device.status.rawValue)")
      }
    }
  }
}

/// `hikae devices media`.
struct DeviceMediaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "media",
    abstract:
      "List the sticks and disks that were plugged into devices, with the device and the time of the last sign.",
    discussion: "`hikae drill ID` says what was on one, `hikae lost ID` reports its loss.")

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      for medium in try installation.open().media() {
        let line: JSON = [
          "id": .string(medium.id), "label": .string(medium.label), "device": .string(medium.device),
          "last": JSON(medium.last),
        ]
        let cells = [medium.id, medium.label, medium.device, medium.last.localMinute].map(PrintableText.of)
        print(json ? line.canonicalText : cells.joined(separator: "\t"))
      }
    }
  }
}

/// `hikae devices add ID`.
struct DeviceAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Register a device, or change the one with this id.")

  @Argument(help: "Its id: the asset number.")
  var id: String

  @Option(name: .customLong("label"), help: "What people call it.")
  var label = ""

  @Option(name: .customLong("kind"), help: "laptop, share, usb or other.")
  var kind = Device.Kind.other

  @Option(name: .customLong("holder"), help: "Who has it.")
  var holder: String?

  @Option(name: .customLong("status"), help: "in_use, stored, lost or retired.")
  var status = Device.Status.inUse

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let device = Device(id: id, label: label, kind: kind, holder: holder, status: status)
      try installation.changing { try $0.register(device) }
      print(installation.language.text(.registered, id))
    }
  }
}
