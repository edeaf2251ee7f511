import ArgumentParser
import CanonicalForms
import Cryptography
import Custody
import Glibc
import PersonalData
import Storage
import Wording

/// `hikae deliveries`: the registered ones.
package struct DeliveriesCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "deliveries", abstract: "List the lists that were received, or register one.",
    subcommands: [DeliveryListCommand.self, DeliveryAddCommand.self], defaultSubcommand: DeliveryListCommand.self)

  package init() {}
}

/// `hikae deliveries list`.
struct DeliveryListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the lists that were received.")

  @Option(name: .customLong("client"), help: "Only those of this client: its id.")
  var client: String?

  @Flag(name: .customLong("json"), help: "Print one JSON object a line.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  func run() throws {
    try reportingFailures(in: installation.language) {
      let custody = try installation.open()
      for organisation in try custody.organisations() where client == nil || organisation.id.text == client {
        for delivery in try custody.deliveries(of: organisation.id) { show(delivery, of: organisation) }
      }
    }
  }

  private func show(_ delivery: Delivery, of client: Organisation) {
    let line: JSON = [
      "id": .string(delivery.id), "agreement": .string(delivery.agreement), "client": .string(client.id.text),
      "received": JSON(delivery.received?.localDate), "fingerprint": JSON(delivery.fingerprint?.description),
      "people": JSON(delivery.people), "fields": JSON(delivery.fields.fields.map(\.rawValue)),
    ]
    let cells = [
      delivery.id, delivery.agreement, client.id.text, delivery.received?.localDate ?? "",
      installation.language.number(delivery.people), delivery.fingerprint?.description ?? "",
    ]
    print(json ? line.canonicalText : cells.map(PrintableText.of).joined(separator: "\t"))
  }
}

/// `hikae deliveries add ID`.
struct DeliveryAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Register a list that was received, or change the one with this id.",
    discussion: """
      With --file the list is read: fingerprint, people and fields are taken from it, and its people are known from then \
      on. Without, whatever the sender told.
      """)

  @Argument(help: "Its id: the number under which it was received.")
  var id: String

  @Option(name: .customLong("agreement"), help: "The agreement that it belongs to: its id.")
  var agreement: String

  @Option(name: .customLong("received"), help: "The day on which it came.")
  var received: LimitDay?

  @Option(name: .customLong("file"), help: "The list as it came.")
  var file: String?

  @Option(name: .customLong("fingerprint"), help: "SHA-256 of the list as it came, 64 hexadecimal digits.")
  var fingerprint: String?

  @Option(name: .customLong("people"), help: "How many people it has, as told by the sender.")
  var people: Int?

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    if file != nil, fingerprint != nil || people != nil {
      throw ValidationError("--file says fingerprint and people itself")
    }
    if let fingerprint, SHA256Digest(hex: fingerprint) == nil {
      throw ValidationError("--fingerprint takes 64 hexadecimal digits")
    }
    if let people, people < 0 { throw ValidationError("--people takes a number from 0 on") }
  }

  func run() throws {
    try reportingFailures(in: installation.language) {
      let delivery = Delivery(
        id: id, agreement: agreement, received: received?.start,
        fingerprint: fingerprint.flatMap { SHA256Digest(hex: $0) }, people: people ?? 0)
      let profile = try file.map { file in
        if access(file, R_OK) != 0 { throw PathFailure(path: file, reason: String(cString: strerror(errno))) }
        return try FileReading.profile(file)
      }
      try installation.changing { try $0.register(delivery, profile: profile) }
      print(installation.language.text(.registered, id))
      if let profile {
        print(installation.language.text(.people, installation.language.number(profile.people)))
      }
    }
  }
}
