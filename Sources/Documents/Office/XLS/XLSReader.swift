import Contents

enum XLSReader {
  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    throw .unknownType
  }
}
