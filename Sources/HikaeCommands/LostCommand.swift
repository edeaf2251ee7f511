import ArgumentParser
import CanonicalForms
import Custody
import Protection
import Response
import Wording

/// `hikae lost DEVICE`: writes the loss down, opens the incident, and answers whose data it concerns.
package struct LostCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "lost",
    abstract: "Record that a device is lost, open the incident, and say whose data was on it when it was last seen.",
    discussion: "Exit status: 0 nobody's data, 1 somebody's data or nothing known, 2 wrong usage, 3 failure.")

  @Argument(
    help: "The device's id, or the number of a stick that devices told of (hikae devices media): it is registered then."
  )
  var device: String

  @Option(name: .customLong("last-seen"), help: "When the device was last seen for certain.")
  var lastSeen: MomentArgument

  @Option(name: .customLong("noticed"), help: "When it was noticed to be gone (default: now).")
  var noticed: MomentArgument?

  @Option(name: .customLong("reporter"), help: "Who reports it.")
  var reporter: String?

  @Flag(name: .customLong("for-holder"), help: "Somebody reports it for the holder.")
  var forHolder = false

  @Option(name: .customLong("place"), help: "Where it was lost, as the reporter says.")
  var place: String?

  @Flag(name: .customLong("says-no-data"), help: "The reporter says that there is no personal data on it: a claim.")
  var saysNoData = false

  @Flag(name: .customLong("says-encrypted"), help: "The reporter says that its disk is encrypted: a claim.")
  var saysEncrypted = false

  @Flag(name: .customLong("says-not-encrypted"), help: "The reporter says that its disk is not encrypted: a claim.")
  var saysNotEncrypted = false

  @Option(
    name: .customLong("prefecture"),
    help: "A prefecture that it may have passed, by name or code; may be given several times.")
  var prefectures: [PrefectureArgument] = []

  @Flag(
    name: .customLong("another-loss"),
    help: "The device had come back and is gone again: open another incident though one is open.")
  var isAnotherLoss = false

  @OptionGroup var output: ScopeOutputOptions
  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func validate() throws {
    if saysEncrypted, saysNotEncrypted {
      throw ValidationError("--says-encrypted and --says-not-encrypted exclude each other")
    }
  }

  package func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      try lastSeen.refuseFuture(in: language)
      try noticed?.refuseFuture(in: language)
      let custody = try installation.open()
      if try custody.askable(device) == nil { try custody.requireDevice(device, in: language) }
      let now = Moment.now
      let device = try custody.registerMedium(device, at: now) ?? device
      var report = report(of: device, at: now)
      report.evidence = try installation.keyFacts(of: custody)
        .evidence(of: device, lost: lastSeen.moment, at: now)
      let incident = try Incidents(custody: custody).open(report, at: now)
      // Whatever becomes of the log, the answer comes first.
      let published = Result { try installation.publish(custody) }
      StandardError.print(language.text(.lossReported, device, lastSeen.moment.localMinute))
      StandardError.print(
        language.response(incident.openedAt == now ? .incidentOpened : .incidentReportAdded, incident.id))
      // The answer is about the moment that the incident asked about.
      let asked = try Incidents(custody: custody).scopes(of: incident.id).first?.at ?? lastSeen.moment
      let scope = try custody.scope(of: device, at: asked)
      try output.write(scope, in: language)
      try published.get()
      if !scope.isEmpty || scope.lastScan == nil { throw Status.findings }
    }
  }

  private func report(of device: Device.ID, at now: Moment) -> LossReport {
    let source = Statement.Source(.person, reference: "loss_report", name: reporter)
    func claim(_ fact: Fact, _ value: Answer.Value) -> NewStatement {
      NewStatement(fact, .known(value), saidAt: now, source: source, kind: .claim)
    }
    var claims: [NewStatement] = []
    if let place { claims.append(claim(.lostPlace, .text(place))) }
    if saysNoData { claims.append(claim(.holdsPersonalData, .yesNo(false))) }
    if saysEncrypted || saysNotEncrypted {
      claims.append(claim(.encryptionState, .choice(saysEncrypted ? "on" : "off")))
    }
    return LossReport(
      device: device, lastSeen: lastSeen.moment, noticed: noticed?.moment, reporter: reporter,
      isByHolder: !forHolder, claims: claims,
      search: LostPropertyPlan(prefectures: prefectures.map(\.prefecture)), isAnotherLoss: isAnotherLoss)
  }
}

/// A prefecture on the command line: `神奈川`, `神奈川県` or `14`.
struct PrefectureArgument: ExpressibleByArgument {
  let prefecture: Prefecture

  init?(argument: String) {
    guard let prefecture = Prefecture(named: argument) else { return nil }
    self.prefecture = prefecture
  }
}
