import CanonicalForms
import Glibc

/// `hikae-agent status`.
enum StatusCommand {
  static func run(_ words: [String]) throws {
    let options = try Options(words, values: ["state"], flags: ["json"])
    let own = SmallFile.read(options.state.status)
    let isForbidden = own == nil && access(options.state.status, R_OK) != 0 && errno == EACCES
    let bytes = try written(
      own, isForbidden: isForbidden, in: options.state, shown: { SmallFile.read(StateFolder.shownStatus) })
    guard let status = try? JSON(parsing: bytes) else {
      throw AgentFailure(.state, "what the agent wrote down of how it fares cannot be read")
    }
    var living = status
    // A killed agent could not say that it ended.
    if case .object(var members) = status, let pid = status["pid"].integer, kill(pid_t(pid), 0) != 0, errno == ESRCH {
      members["running"] = false
      living = .object(members)
    }
    print(options.has("json") ? living.canonicalText : text(living))
  }

  /// What the agent wrote down: in its own folder, or, for those who may not look there, where it shows it to everybody.
  static func written(
    _ own: [UInt8]?, isForbidden: Bool, in state: StateFolder, shown: () -> [UInt8]?
  ) throws(AgentFailure) -> [UInt8] {
    if let own { return own }
    guard isForbidden else { throw AgentFailure(.state, "no agent has run on \(state.path)") }
    // Elsewhere lies the status of another agent.
    if state.path == StateFolder.standard, let bytes = shown() { return bytes }
    throw AgentFailure(
      .state,
      "you may not look into \(state.path), and no agent shows how it fares in \(StateFolder.shownStatus): it does not run, "
        + "or root has to ask")
  }

  static func text(_ status: JSON) -> String {
    func line(_ name: String, _ value: String?) -> String? {
      value.map { name + String(repeating: " ", count: max(1, 18 - name.count)) + $0 }
    }
    func number(_ name: String) -> String? { status[name].integer.map { String($0) } }
    var lines = [
      line("device", status["device"].string), line("running", status["running"].boolean == true ? "yes" : "no"),
      line("started", status["started"].moment?.local), line("as of", status["time"].moment?.local),
    ]
    if case .array(let roots) = status["roots"] {
      for root in roots {
        let state = root["watched"].boolean == true ? "watched" : "only scanned"
        let scan = root["last_scan"].moment.map { "last scan \($0.local)" } ?? "not scanned yet"
        lines.append(line("root", "\(root["path"].string ?? "")  (\(state), \(scan))"))
      }
    }
    lines += [
      line("scanning", status["scanning"].string), line("reported files", number("reported_files")),
      line("to be looked at", number("open_looks")), line("gaps", number("gaps")),
      line("records to send", number("pending_records")), line("spool bytes", number("spool_bytes")),
      line("records dropped", number("dropped_records")), line("last sent", status["last_sent"].moment?.local),
      line("network", status["network"].string.flatMap { $0.isEmpty ? "offline" : $0 }),
      line("disks told of", status["disks"]["volumes"].integer.map { String($0) }),
      line("disks", status["disks"]["trouble"].string),
      line("trouble", status["trouble"].string), line("server's log", status["log_trouble"].string),
      line(
        "evidence kept",
        status["refused_checkpoints"].integer.flatMap {
          $0 > 0 ? "\($0) checkpoints of the server's log that contradict others (refused-….checkpoint)" : nil
        }),
    ]
    lines += receipts(status, line)
    lines.append(line("enrolment", enrolment(status)))
    return lines.compactMap { $0 }.joined(separator: "\n")
  }

  /// Whether what was sent stands in the server's log.
  private static func receipts(_ status: JSON, _ line: (String, String?) -> String?) -> [String?] {
    let receipts = status["receipts"]
    guard let proved = receipts["proved"].integer, let waiting = receipts["waiting"].integer else { return [] }
    var waits = String(waiting)
    if let since = receipts["since"].moment { waits += ", since \(since.local)" }
    if waiting > 0, receipts["given"].boolean == false { waits += " (the server gives no proofs: it is older)" }
    let last = receipts["last_proved"].moment.map { ", last \($0.local)" } ?? ""
    return [
      line("receipts proved", "\(proved)\(last)"), line("receipts waiting", waits),
      line("receipts", receipts["given"].boolean == true ? receipts["trouble"].string : nil),
      line("not noted", receipts["unlisted"].integer.flatMap { $0 > 0 ? "\($0) receipts, for want of room" : nil }),
      line(
        "evidence kept",
        status["refused_proofs"].integer.flatMap {
          $0 > 0 ? "\($0) proofs of receipts that prove something else (refused-….tlog-proof)" : nil
        }),
    ]
  }

  /// What is to be done when the server lets this device in no more: the very commands.
  static func enrolment(_ status: JSON) -> String? {
    guard let refusal = status["refusal"].string.flatMap({ Courier.Refusal(rawValue: $0) }) else { return nil }
    let indent = "\n" + String(repeating: " ", count: 18)
    let again =
      "\(indent)1. at the server: hikae devices token \(status["device"].string ?? "DEVICE")"
      + "\(indent)2. here, with what it prints in FILE: systemctl stop hikae-agent"
      + "\(indent)   hikae-agent enrol --server \(status["server"].string ?? "URL") --token-file FILE"
      + " --authority \(StateFolder.standard)/authority.pem" + "\(indent)   systemctl start hikae-agent"
    return switch refusal {
    case .expired: "needed: the certificate of this device is over, for too long to come back with it" + again
    case .revoked: "refused: the certificate was revoked; ask whoever runs the server, then" + again
    case .closed: "refused: another copy of this device was enrolled since, and this one is out"
    case .unknown: "needed: the server does not know this device" + again
    }
  }
}
