/// What the reading of one file may cost. A file that wants more is reported as `tooLarge`, `tooDeep` or `timedOut`.
package struct ReadingLimits: Sendable, Equatable, Codable {
  /// Containers within containers.
  package var depth = 8
  /// Entries of all containers of one file together.
  package var entries = 200_000
  /// Unpacked bytes of all members together.
  package var unpackedBytes: Int64 = 64 << 30
  /// Unpacked bytes over packed bytes of one member, looked at once a member has unpacked more than 64 MB.
  package var ratio: Int64 = 1_000
  /// Members up to this size are unpacked in memory, larger ones into an unlinked temporary file.
  package var memberBytesInMemory = 48 << 20
  /// Address space of the reader worker, bytes.
  package var workerMemory: Int64 = 1 << 30
  /// Processor seconds of the reader worker for one file.
  package var processorSeconds = 600
  /// Seconds to wait for the reader worker, for one file and all together.
  package var waitingSeconds = 900

  package init() {}
}
