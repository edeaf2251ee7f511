import Glibc

/// One parser of foreign bytes: what is done with one input. Whatever the bytes are, it must return.
package struct FuzzTarget: Sendable {
  package var name: String
  package var run: @Sendable (UnsafeRawBufferPointer) -> Void

  /// Every target, by kind.
  package static let all: [FuzzTarget] =
    FormatTargets.all + TextTargets.all + PeopleTargets.all + LogTargets.all + OperationLogTargets.all
    + ReportTargets.all + DiskTargets.all + KeyFileTargets.all + CustodianTargets.all + StrangerTargets.all
    + PasskeyTargets.all
}

/// Stops the run with this input when something that must hold does not.
func mustHold(_ condition: Bool, _ what: @autoclosure () -> String) {
  if condition { return }
  let line = Array("does not hold: \(what())\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
  abort()
}
