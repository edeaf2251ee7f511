import ArgumentParser
import DiskEncryption
import Glibc

/// A key as a user hands it over. It is read straight into memory that is wiped.
struct KeyInput {
  /// What the key is.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case recovery, password
    case startupKey = "startup-key"
  }

  /// The bytes of the file, or the line without its end.
  private let bytes: SecretBytes
  private let kind: Kind?

  /// Longest key. A .BEK file has some 200 bytes, a passphrase of LUKS at most 512.
  private static let longest = 8192

  /// - Throws: `DiskEncryptionFailure.unreadable`.
  init(file path: String, kind: Kind?) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DiskEncryptionFailure(.unreadable, "\(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    bytes = try Self.read(descriptor, wholeFile: true)
    self.kind = kind
  }

  /// A line from standard input; on a terminal, asked for and not shown.
  init(standardInput prompt: String, kind: Kind?) throws {
    var before = termios()
    let isTerminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0
    if isTerminal {
      StandardError.write(prompt)
      var silent = before
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer {
      if isTerminal {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        StandardError.write("\n")
      }
    }
    bytes = try Self.read(STDIN_FILENO, wholeFile: !isTerminal)
    self.kind = kind
  }

  init(argument: String, kind: Kind?) {
    bytes = SecretBytes(count: argument.utf8.count) { $0.copyBytes(from: argument.utf8) }
    self.kind = kind
  }

  /// - Parameter wholeFile: up to the end, rather than the first newline.
  private static func read(_ descriptor: Int32, wholeFile: Bool) throws -> SecretBytes {
    var count = 0
    let buffer = try SecretBytes(count: longest + 1) { out in
      while count < out.count {
        let got = Glibc.read(descriptor, out.baseAddress.map { $0 + count }, out.count - count)
        if got < 0, errno == EINTR { continue }
        guard got >= 0 else { throw DiskEncryptionFailure(.unreadable, "the key cannot be read") }
        if got == 0 { return }
        count += got
        if !wholeFile, out[..<count].contains(0x0A) { return }
      }
    }
    guard count <= longest, let read = buffer.part(from: 0, count: count) else {
      throw DiskEncryptionFailure(.key, "longer than any key")
    }
    return read
  }

  /// The key as text: without one end of line.
  var text: SecretBytes {
    let count = bytes.withBytes { bytes in
      var count = bytes.count
      if count > 0, bytes[count - 1] == 0x0A { count -= 1 }
      if count > 0, bytes[count - 1] == 0x0D { count -= 1 }
      return count
    }
    return bytes.part(from: 0, count: count) ?? bytes
  }

  /// What it is for BitLocker: as was said; else a startup key by the shape of its file, a recovery password when it has
  /// hardly anything but many digits (also when some are mistyped), and a password otherwise.
  /// - Throws: `RecoveryPassword.Fault`, `DiskEncryptionFailure.key`.
  var bitLockerKey: BitLockerKey {
    get throws {
      switch kind ?? guess {
      case .startupKey: return .startupKey(try StartupKey(parsing: bytes))
      case .recovery: return .recoveryPassword(try text.withBytes { bytes in try RecoveryPassword(parsing: bytes) })
      case .password: return text.withBytes { .password(utf8: $0) }
      }
    }
  }

  private var guess: Kind {
    bytes.withBytes { bytes in
      let isStartupKey =
        bytes.count >= 48 && bytes[4] == 1 && bytes[5] == 0 && bytes[8] == 48 && bytes[9] == 0
      if isStartupKey { return .startupKey }
      // Full-width digits, each beginning with this byte in UTF-8, are not taken, but told apart from a password.
      let digits = bytes.count { (0x30...0x39).contains($0) || $0 == 0xEF }
      let others = bytes.count { (0x21..<0x7F).contains($0) && !(0x30...0x39).contains($0) && $0 != UInt8(ascii: "-") }
      return digits >= 36 && others <= 3 ? .recovery : .password
    }
  }
}
