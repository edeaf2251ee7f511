import JapaneseText

/// Names of entries as text.
///
/// The UTF-8 flag is believed. Without it the standard says code page 437, but Japanese Windows writes CP932 and macOS
/// writes UTF-8; short names look alike in many encodings, so the evidence of all names of an archive decides together.
enum ZipEntryNames {
  static func decode(_ entries: inout [ZipEntry]) {
    var unknown: [UInt8] = []
    for index in entries.indices {
      let raw = entries[index].rawName
      if let name = String(validating: raw, as: UTF8.self) {
        entries[index].name = label(name)
      } else {
        if unknown.count < 64 << 10 { unknown += raw + [0x0A] }
      }
    }
    guard !unknown.isEmpty else { return }
    let guess = unknown.withUnsafeBytes { EncodingGuess(of: $0, isWhole: true).encoding }
    // Names are written by file managers: the encodings of mails and of plain UTF-16 do not occur.
    let encoding: TextEncoding = guess == .eucJP ? .eucJP : .cp932
    for index in entries.indices where entries[index].name.isEmpty && !entries[index].rawName.isEmpty {
      var decoder = TextDecoder(encoding)
      var text: [UInt8] = []
      entries[index].rawName.withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
      entries[index].name = label(String(decoding: text, as: UTF8.self))
    }
  }

  /// Windows' own packer once wrote `\` between folders.
  private static func label(_ name: String) -> String {
    name.utf8.contains(0x5C) ? String(name.map { $0 == "\\" ? "/" : $0 }) : name
  }
}
