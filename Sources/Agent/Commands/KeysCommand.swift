import DiskEncryption
import Glibc

/// `hikae-agent keys adopt`, `keys prune` and `keys status`: the agent's own key slots.
enum KeysCommand {
  static func run(_ words: [String]) throws {
    guard let name = words.first else { throw AgentFailure(.usage, "keys adopt, keys prune or keys status?") }
    var rest = Array(words.dropFirst())
    if name == "status" { return try status(try Options(rest, values: ["state"])) }
    guard let device = rest.first, !device.hasPrefix("--") else {
      throw AgentFailure(.usage, "keys \(name) DEVICE: the device that the volume lies on, such as /dev/sda3")
    }
    rest.removeFirst()
    let options = try Options(rest, values: ["state"], flags: ["new"])
    // Keys pass through this process.
    if !SecretBytes.hideMemory() { AgentCommand.say("warning: others may read this process's memory") }
    guard KeySlots.isAvailable else {
      throw AgentFailure(.state, "libcryptsetup (libcryptsetup.so.12) is not installed")
    }
    guard let identity = try Identity.read(options.state) else {
      throw AgentFailure(.enrolment, "this device is not enrolled: hikae-agent enrol")
    }
    let keeper = SlotKeeper(
      device: device, server: DiskServer(identity: identity, state: options.state), slots: OwnSlots(options.state))
    do {
      switch name {
      case "adopt": try adopt(keeper, device, isNew: options.has("new"))
      case "prune":
        let removed = try keeper.prune()
        print(removed.isEmpty ? "nothing to take away" : "taken away: slot \(list(removed))")
      default: throw AgentFailure(.usage, "there is no command keys \(name)")
      }
    } catch let failure as DiskEncryptionFailure {
      throw AgentFailure(.state, failure.description)
    }
  }

  private static func adopt(_ keeper: SlotKeeper, _ device: String, isNew: Bool) throws {
    let adopted = try keeper.adopt(existing: try passphrase(), replacing: isNew)
    print(
      adopted.isNew
        ? "slot \(adopted.slot) of \(adopted.volume): the server keeps its key, and has proved it"
        : "slot \(adopted.slot) of \(adopted.volume) was there: the server keeps its key, and has proved it again")
    if !adopted.older.isEmpty {
      print("slot \(list(adopted.older)) is not needed any more: hikae-agent keys prune \(device)")
    }
  }

  private static func status(_ options: Options) throws {
    let slots = try OwnSlots(options.state).all()
    if slots.isEmpty { print("no slots") }
    for slot in slots { print("\(slot.volume)  slot \(slot.slot)  \(slot.state.rawValue)") }
  }

  private static func list(_ slots: [Int]) -> String { slots.map { String($0) }.joined(separator: ", ") }

  /// One line from standard input, never from the command line, which others see. Typed in, it is not shown.
  private static func passphrase() throws -> SecretBytes {
    var settings = termios()
    let isTyped = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &settings) == 0
    if isTyped {
      AgentCommand.say("A passphrase that opens the volume:")
      var silent = settings
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer { if isTyped { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) } }
    // As long as libcryptsetup takes.
    var line = [UInt8](repeating: 0, count: DiskMessage.longestKey)
    defer { SecretBytes.wipe(&line) }
    var length = 0
    while length < line.count {
      var byte: UInt8 = 0
      let got = read(STDIN_FILENO, &byte, 1)
      if got < 0, errno == EINTR { continue }
      guard got == 1, byte != UInt8(ascii: "\n") else { break }
      line[length] = byte
      length += 1
    }
    guard length > 0 else { throw AgentFailure(.usage, "a passphrase is expected on standard input") }
    return line.withUnsafeBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
  }
}
