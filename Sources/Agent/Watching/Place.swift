import Contents

/// A file or folder as its file system knows it, whatever its name is at the moment: the bytes of a file handle with the
/// file system's number before them. The same bytes stand in an event and come from a descriptor.
package struct Handle: Sendable, Hashable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The file system's own number (statfs), 8 bytes.
  package var fileSystem: FileSystemID { FileSystemID(bytes.prefix(8)) }

  /// On a file system that gives no handles a folder's path stands in for one. Such a file system is not watched.
  package init(standingIn path: String) { bytes = Self.standInMark + Array(path.utf8) }

  package var standIn: String? {
    bytes.starts(with: Self.standInMark) ? String(decoding: bytes.dropFirst(8), as: UTF8.self) : nil
  }

  private static let standInMark = [UInt8](repeating: 0xFF, count: 8)
}

/// The number of a mounted file system, as in statfs.
package struct FileSystemID: Sendable, Hashable {
  package let bytes: [UInt8]

  package init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }
}

/// The name of a file in its folder: bytes, since names in old Japanese encodings are no UTF-8.
package struct FileName: Sendable, Hashable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  /// - Parameter text: as `text` gives it.
  package init(_ text: some StringProtocol) { bytes = PathBytes.bytes(of: String(text)) }

  /// For people and records, as `PathBytes` writes it: two names are never the same text.
  package var text: String { PathBytes.text(of: bytes) }

  /// Lends the name to a system call.
  package func withPointer<T>(_ body: (UnsafePointer<CChar>) -> T) -> T {
    (bytes + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in text.baseAddress.map(body) ?? body("") }
    }
  }
}

/// A name in a folder. Folders go by their handle: when one is moved, none of the places in it changes.
package struct Place: Sendable, Hashable {
  package var folder: Handle
  package var name: FileName

  package init(folder: Handle, name: FileName) {
    self.folder = folder
    self.name = name
  }
}

/// The way from a watched root to a folder: each folder's handle, with the name that it has in the one before.
package struct FolderChain: Sendable, Hashable {
  package struct Step: Sendable, Hashable {
    package var name: FileName
    package var handle: Handle

    package init(name: FileName, handle: Handle) {
      self.name = name
      self.handle = handle
    }
  }

  /// Path of the watched root.
  package var root: String
  package var rootHandle: Handle
  /// From the root down; empty for the root itself.
  package var steps: [Step]

  package init(root: String, rootHandle: Handle, steps: [Step]) {
    self.root = root
    self.rootHandle = rootHandle
    self.steps = steps
  }
}
