import Contents

/// One reading of one file: what it may cost, what it has cost, and where its contents go.
///
/// Format readers get a `Reading`, emit events, charge what they unpack, and hand members of containers back to it, so
/// that limits hold over the whole tree of containers and a broken member costs only itself.
package final class Reading {
  package let limits: ReadingLimits
  private let sink: (ContentEvent) throws(UnreadReason) -> Void
  private var unpackedBytes: Int64 = 0
  private var entries = 0

  package init(limits: ReadingLimits, sink: @escaping (ContentEvent) throws(UnreadReason) -> Void) {
    self.limits = limits
    self.sink = sink
  }

  package func emit(_ event: ContentEvent) throws(UnreadReason) { try sink(event) }

  /// Counts unpacked bytes, of one member so far and all together.
  /// - Throws: `.tooLarge` when the ratio or the total passes its limit.
  package func charge(unpacked bytes: Int, memberSoFar: Int64, memberPacked: Int64) throws(UnreadReason) {
    unpackedBytes += Int64(bytes)
    if unpackedBytes > limits.unpackedBytes { throw .tooLarge }
    if memberSoFar > 64 << 20, memberSoFar / max(1, memberPacked) > limits.ratio { throw .tooLarge }
  }

  /// Counts one entry of a container. Call it before looking at the entry.
  package func chargeEntry() throws(UnreadReason) {
    entries += 1
    if entries > limits.entries { throw .tooLarge }
  }

  /// Reads a member of a container by whichever reader knows it. What goes wrong inside becomes an `unread` event of
  /// that member; only a limit that binds the whole file, or a sink that refuses, is thrown on.
  package func readMember(_ source: any ByteSource, named name: String, in place: Place) throws(UnreadReason) {
    let here = place.appending(.member(name))
    guard here.depth <= limits.depth else { return try emit(.unread(here, .tooDeep)) }
    try emit(.member(here))
    do throws(UnreadReason) {
      try FileFormat.identify(source, named: name).read(source, named: name, at: here, in: self)
    } catch .tooLarge where unpackedBytes > limits.unpackedBytes || entries > limits.entries {
      throw .tooLarge
    } catch {
      try emit(.unread(here, error))
    }
  }
}
