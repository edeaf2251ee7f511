import FuzzTargets
import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// `hikae-fuzz TARGET [libFuzzer's options and corpora]`; without a target the names of all, one a line.
@main enum Fuzz {
  /// Chosen once, before libFuzzer starts: a C callback carries nothing.
  nonisolated(unsafe) private static var chosen: FuzzTarget?

  static func main() {
    guard CommandLine.argc > 1, let name = CommandLine.unsafeArgv[1].map({ String(cString: $0) }) else {
      for target in FuzzTarget.all { print(target.name) }
      return
    }
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
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

private func complain(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(STDERR_FILENO, line, line.count)
}
