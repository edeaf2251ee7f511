import HikaeCommands

/// The program; everything it does is in `HikaeCommands`, where tests can reach it.
@main
struct Hikae {
  static func main() { HikaeCommand.start() }
}
