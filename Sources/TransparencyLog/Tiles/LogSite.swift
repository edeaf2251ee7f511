/// A log as a web server shows it: from the path below the log's prefix to the bytes and what belongs in the header.
/// C2SP tlog-tiles v0.1.0, "APIs".
package struct LogSite: Sendable {
  package struct Resource: Sendable, Hashable {
    package let bytes: [UInt8]
    package let contentType: String
    package let cacheControl: String
  }

  private let store: any TileStore

  package init(store: any TileStore) { self.store = store }

  /// - Parameter path: without the slash before it, such as `tile/0/x001/x234/067`.
  /// - Returns: nil for what the log does not have: 404.
  package func resource(at path: String) throws(LogFailure) -> Resource? {
    guard let path = TilePath(path), let bytes = try store.read(path) else { return nil }
    if path == .checkpoint {
      return Resource(bytes: bytes, contentType: "text/plain; charset=utf-8", cacheControl: "no-cache")
    }
    return Resource(
      bytes: bytes, contentType: "application/octet-stream", cacheControl: "public, max-age=31536000, immutable")
  }
}
