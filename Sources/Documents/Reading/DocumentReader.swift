import Contents

/// Reads any document in this process. Foreign formats belong into a worker: see `ReaderPool`.
package enum DocumentReader {
  /// Finds out what the file is and emits what it holds, in the order of the file.
  /// - Parameter name: the file's name, whose extension helps where the bytes do not tell.
  /// - Throws: the reason why the file was not read as a whole; events that came before it stay true.
  package static func read(
    _ source: any ByteSource, named name: String, limits: ReadingLimits = ReadingLimits(),
    sink: (ContentEvent) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    let format = try FileFormat.identify(source, named: name)
    try read(source, as: format, named: name, limits: limits, sink: sink)
  }

  static func read(
    _ source: any ByteSource, as format: FileFormat, named name: String, limits: ReadingLimits,
    sink: (ContentEvent) throws(UnreadReason) -> Void
  ) throws(UnreadReason) {
    var failure: UnreadReason?
    withoutActuallyEscaping(sink) { sink in
      let reading = Reading(limits: limits, sink: sink)
      do throws(UnreadReason) {
        try format.read(source, named: name, at: Place(), in: reading)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
