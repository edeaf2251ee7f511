/// The index of contents could not be used.
package struct IndexFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    case cannotOpen = "index_cannot_open"
    case cannotRead = "index_cannot_read"
    case cannotWrite = "index_cannot_write"
  }

  package var code: Code
  /// SQLite's own message; holds no content of scanned files.
  package var detail: String

  package var description: String {
    switch code {
    case .cannotOpen: "the index of contents cannot be opened (\(detail)); check the data folder's permissions"
    case .cannotRead:
      "the index of contents cannot be read (\(detail)); delete index.sqlite in the data folder and scan again"
    case .cannotWrite: "the index of contents cannot be written (\(detail)); check free space and permissions"
    }
  }
}
