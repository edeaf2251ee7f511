import CFanotify
import CanonicalForms
import Documents
import Glibc

/// `hikae-agent`: what is typed, what is printed, how it ends. 0 done, 2 wrong usage, 3 failure.
package enum AgentCommand {
  package static let version = "0.1.0"

  package static func start(_ words: [String] = CommandLine.arguments) -> Never {
    // A worker has no rights and limits before it looks at anything, and no use for the rest.
    if words.dropFirst().first == "read-worker" {
      guard watch_become_nobody() == 0 else { exit(3) }
      ReaderWorker.main()
    }
    signal(SIGPIPE, SIG_IGN)
    do {
      try run(Array(words.dropFirst()))
      exit(0)
    } catch let failure as AgentFailure {
      say("error: " + failure.description)
      if failure.code == .usage { say("hint: hikae-agent help") }
      exit(failure.code == .usage || failure.code == .configuration ? 2 : 3)
    } catch {
      say("error: \(error)")
      exit(3)
    }
  }

  private static func run(_ words: [String]) throws {
    guard let name = words.first else { throw AgentFailure(.usage, "which command?\n" + help) }
    let rest = Array(words.dropFirst())
    switch name {
    case "run": try RunCommand.run(rest, once: false)
    case "scan-once": try RunCommand.run(rest, once: true)
    case "status": try StatusCommand.run(rest)
    case "enrol": try EnrolCommand.run(rest)
    case "keys": try KeysCommand.run(rest)
    case "help", "--help", "-h": print(help)
    case "version", "--version": print("hikae-agent " + version)
    default: throw AgentFailure(.usage, "there is no command \(name)")
    }
  }

  static func say(_ text: String) { _ = SmallFile.writeAll(2, Array((text + "\n").utf8)) }

  static let help = """
    hikae-agent: watches the files of this device and reports those that hold personal data.

      enrol --server URL --token-file FILE [--authority FILE] [--label NAME] [--state FOLDER]
                              take up this device: a key is made here, the server gives a certificate
      run [--config FILE] [--state FOLDER] [--deliver-to FOLDER] [--device NAME]
                              watch, until stopped; with --deliver-to batches become files instead of being sent
      scan-once [the same]    one full scan, then end
      status [--json] [--state FOLDER]
                              how the agent fares
      keys adopt DEVICE [--new] [--state FOLDER]
                              make a recovery key for a LUKS2 volume, which the server keeps and proves; a passphrase
                              that opens the volume is read from standard input; --new makes another one
      keys prune DEVICE       take away the agent's own key slots that nobody needs any more
      keys status             list the agent's own key slots
      version, help

    Configuration: /etc/hikae-agent.conf, state: \(StateFolder.standard). See docs/guide/agent.md.
    Exit status: 0 done, 2 wrong usage or configuration, 3 failure.
    """
}

/// Options of the form `--name value` and flags of the form `--name`.
struct Options {
  private var values: [String: String] = [:]

  init(_ words: [String], values names: Set<String>, flags: Set<String> = []) throws(AgentFailure) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else { throw AgentFailure(.usage, "\(word) is not an option") }
      let name = String(word.dropFirst(2))
      if flags.contains(name) {
        values[name] = ""
      } else if names.contains(name) {
        guard let value = rest.popFirst() else { throw AgentFailure(.usage, "\(word) needs a value") }
        values[name] = value
      } else {
        throw AgentFailure(.usage, "there is no option \(word)")
      }
    }
  }

  subscript(_ name: String) -> String? { values[name] }
  func has(_ name: String) -> Bool { values[name] != nil }
  var state: StateFolder { StateFolder(values["state"] ?? StateFolder.standard) }
}
