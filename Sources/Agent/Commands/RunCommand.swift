import CFanotify
import DiskEncryption
import Glibc

/// `hikae-agent run` and `scan-once`.
enum RunCommand {
  private static let configurationPath = "/etc/hikae-agent.conf"

  static func run(_ words: [String], once: Bool) throws {
    let options = try Options(words, values: ["config", "state", "deliver-to", "device"])
    let state = options.state
    let configuration = try configuration(options["config"])
    let lock = try state.take()
    defer { close(lock) }
    let identity = try Identity.read(state)
    let carrier: any Carrier
    if let folder = options["deliver-to"] {
      carrier = try FolderCarrier(folder: folder)
    } else if let identity {
      carrier = try ServerCarrier(identity: identity, state: state)
    } else {
      throw AgentFailure(.enrolment, "this device is not enrolled: hikae-agent enrol, or run --deliver-to FOLDER")
    }
    var setting = AgentRun.Setting(state: state, device: options["device"] ?? identity?.device ?? hostName())
    setting.epoch = identity?.epoch ?? 1
    if options["deliver-to"] == nil { setting.server = identity?.server }
    setting.configuration = configuration
    setting.worker = try executable()
    setting.courier.flushAge = Int64(configuration.sendSeconds) * 1_000
    setting.endsAfterScan = once
    // The unit has this folder made; without a unit there is nobody else to show it to.
    if !once, let folder = getenv("RUNTIME_DIRECTORY").map({ String(cString: $0) }), !folder.contains(":") {
      setting.shownStatus = folder + "/status.json"
    }
    if let identity, options["deliver-to"] == nil, configuration.tellsDisks, !once {
      // Keys of this device's own slots pass through this process.
      if !SecretBytes.hideMemory() { AgentCommand.say("warning: others may read this process's memory") }
      setting.disks = { DiskTalk(server: DiskServer(identity: identity, state: state), slots: OwnSlots(state)) }
    }
    _ = watch_be_considerate()
    // Before any thread is made, so that all of them leave signals to the one that waits for them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGUSR1] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let run = try AgentRun(setting, carrier: carrier)
    let mailbox = run.mailbox
    let waiter = WorkerThread(named: "hikae-signals") { [signals] in
      var signals = signals
      while true {
        var number: Int32 = 0
        guard sigwait(&signals, &number) == 0 else { return }
        mailbox.post(number == SIGUSR1 ? .flush : .stop)
        if number != SIGUSR1 { return }
      }
    }
    try run.run()
    // The waiting thread ends with the process.
    _ = waiter
  }

  static func configuration(_ path: String?) throws(AgentFailure) -> Configuration {
    guard let text = SmallFile.text(path ?? configurationPath) else {
      if let path { throw AgentFailure(.configuration, "\(path) cannot be read") }
      return Configuration()
    }
    return try Configuration(parsing: text)
  }

  static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The running program, which serves as its own reader worker.
  private static func executable() throws(AgentFailure) -> String {
    guard let path = WatchPlan.realPath("/proc/self/exe") else {
      throw AgentFailure(.state, "the program's own path is not known: is /proc mounted?")
    }
    return path
  }
}
