import Contents

/// Documents in Rich Text Format: letterhead, text and tables, notes, comments and text boxes, and the objects within.
///
/// Text that was deleted with tracking on, and hidden text, is still in the file, and so is text like any other.
enum RTFReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    var parser = RTFParser(source, at: place, in: reading)
    try parser.read()
  }
}
