import Glibc

/// `hikae-agent enrol`.
enum EnrolCommand {
  static func run(_ words: [String]) throws {
    let options = try Options(words, values: ["server", "token-file", "authority", "label", "state"])
    guard let server = options["server"], server.hasPrefix("https://") else {
      throw AgentFailure(.usage, "--server is the server's address, such as https://hikae.example.jp")
    }
    guard let file = options["token-file"], let text = SmallFile.text(file) else {
      throw AgentFailure(.usage, "--token-file is a file that holds the one-time token")
    }
    let lock = try options.state.take()
    defer { close(lock) }
    let identity = try Enrolment.enrol(
      Enrolment.Request(
        server: PathText.trimmed(server), token: String(text.filter { !$0.isWhitespace }),
        label: options["label"] ?? RunCommand.hostName(), authority: options["authority"]), options.state)
    print("enrolled as \(identity.device), epoch \(identity.epoch)")
  }
}
