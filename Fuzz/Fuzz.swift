import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// One parser of foreign bytes: what is done with one input. Whatever the bytes are, it must return.
struct FuzzTarget: Sendable {
  var name: String
  var run: @Sendable (UnsafeRawBufferPointer) -> Void
}

/// `hikae-fuzz TARGET [libFuzzer's options and corpora]`; without a target the names of all, one a line.
@main enum Fuzz {
  /// Chosen once, before libFuzzer starts: a C callback carries nothing.
  nonisolated(unsafe) private static var chosen: FuzzTarget?

  static let targets: [FuzzTarget] =
    FormatTargets.all + TextTargets.all + PeopleTargets.all + LogTargets.all + OperationLogTargets.all
    + ReportTargets.all + DiskTargets.all + KeyFileTargets.all + StrangerTargets.all
    + PasskeyTargets.all

  static func main() {
    guard CommandLine.argc > 1, let name = CommandLine.unsafeArgv[1].map({ String(cString: $0) }) else {
      for target in targets { print(target.name) }
      return
    }
    guard let target = targets.first(where: { $0.name == name }) else {
      complain("no such target: \(name)")
      exit(2)
    }
    chosen = target
    // libFuzzer sees the command line without the target's name.
    var count = CommandLine.argc - 1
    for index in 1...Int(count) { CommandLine.unsafeArgv[index] = CommandLine.unsafeArgv[index + 1] }
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let status = runFuzzer(&count, &arguments) { bytes, size in
      Fuzz.chosen?.run(UnsafeRawBufferPointer(start: bytes, count: size))
      return 0
    }
    exit(status)
  }
}

/// Stops the run with this input when something that must hold does not.
func mustHold(_ condition: Bool, _ what: @autoclosure () -> String) {
  if condition { return }
  complain("does not hold: \(what())")
  abort()
}

private func complain(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(STDERR_FILENO, line, line.count)
}
