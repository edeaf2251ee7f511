import DiskEncryption

/// Texts that Windows writes for people, in whatever language: a recovery password belongs to the identifier that stands
/// last before it.
///
///     Numerical Password:            数字パスワード:
///       ID: {1234…}                    ID: {1234…}
///       Password:                      パスワード:
///         111111-222222-…                111111-222222-…
enum NearbyReader {
  static func read(_ text: SecretText, as format: KeyFileFormat) -> KeyFileContent {
    var content = KeyFileContent(format, source: format == .manageBDE ? .manageBDE : .recoveryFile)
    text.bytes.withBytes { bytes in
      var protector: String?
      var device: String?
      for (number, range) in bytes.lines.enumerated() {
        let line = bytes.part(range)
        if let name = computer(in: line) { device = name }
        if let run = line.passwordRun {
          content.take(password: run, protector: protector ?? "", device: device, line: number + 1)
          // It is used up: a password without an identifier of its own must not get that of another.
          protector = nil
        } else if let id = line.identifier {
          protector = id
        }
      }
    }
    return content
  }

  /// `Computer Name: PC-0123`, `コンピューター名: PC-0123`, as `manage-bde -cn` writes it.
  private static func computer(in line: UnsafeRawBufferPointer) -> String? {
    guard line.contains("computer name") || line.contains("コンピューター名") || line.contains("コンピュータ名"),
      let name = line.afterColon, !name.isEmpty, name.count <= 256
    else { return nil }
    return name.text
  }
}
