import Contents

package enum TextReader {
  package static func read(
    _ source: any ByteSource, named name: String, at place: Place, in reading: Reading
  ) throws(UnreadReason) {}
}
