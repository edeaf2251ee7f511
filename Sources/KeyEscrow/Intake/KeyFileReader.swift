import DiskEncryption

/// Reads files of keys of every form. Bad input is normal input: what is not understood is listed by its line.
package enum KeyFileReader {
  /// Longest file, in bytes: some 200,000 keys.
  package static let longest = 64 << 20

  /// - Parameter format: nil finds it by the beginning.
  /// - Returns: nil when it is none of them.
  package static func read(_ file: SecretBytes, as format: KeyFileFormat? = nil) -> KeyFileContent? {
    guard file.count <= longest else { return nil }
    let text = SecretText(decoding: file)
    guard let format = format ?? guess(text) else { return nil }
    return switch format {
    case .ldif: LDIFReader.read(text)
    case .graph: GraphReader.read(text)
    case .manageBDE, .recoveryFile: NearbyReader.read(text, as: format)
    case .csv: KeyTableReader.read(text)
    }
  }

  private static func guess(_ text: SecretText) -> KeyFileFormat? {
    text.bytes.withBytes { bytes in
      let start = bytes.trimmed
      if start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") { return .graph }
      let lines = bytes.lines.lazy.map { bytes.part($0).trimmed }.filter { !$0.isEmpty && $0[0] != UInt8(ascii: "#") }
      guard let first = lines.first(where: { _ in true }) else { return nil }
      if first.hasPrefix("dn:") || first.hasPrefix("version: ") { return .ldif }
      if KeyTableReader.hasTitles(first) { return .csv }
      guard bytes.identifier != nil || bytes.passwordRun != nil else { return nil }
      // Windows writes each identifier of a protector as `ID: {…}`; its recovery files have it alone on a line.
      return bytes.contains("ID: {") || bytes.contains("manage-bde") ? .manageBDE : .recoveryFile
    }
  }
}
