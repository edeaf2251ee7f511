import Agent

/// The program; everything it does is in `Agent`, where tests can reach it.
@main
struct HikaeAgent {
  static func main() { AgentCommand.start() }
}
