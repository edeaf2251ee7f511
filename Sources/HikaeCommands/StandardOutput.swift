import Glibc

/// Results as bytes, where `print` would assume UTF-8.
enum StandardOutput {
  /// A line that is seen at once, also through a pipe.
  static func line(_ text: String) { write(Array((text + "\n").utf8)) }

  static func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    // `print` buffers; what it holds comes first.
    fflush(nil)
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      if written <= 0 { return }
      rest = rest.dropFirst(written)
    }
  }
}
