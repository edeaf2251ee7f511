import Contents

/// Folders of a data file: what they are called, and how many of their messages have been met.
struct PSTFolders {
  private struct Folder {
    var path: String
    var messages = 0
  }

  private let file: PSTFile
  private var folders: [UInt32: Folder] = [:]
  private static let root: UInt32 = 0x122
  private static let deepest = 16
  private static let longestPath = 512

  init(_ file: PSTFile) { self.file = file }

  /// The place of a message, by its folder and its number there.
  /// - Returns: the place, and that of the folder when it is met for the first time.
  mutating func place(of message: PSTNode, in place: Place) throws(UnreadReason) -> (Place, newFolder: Place?) {
    let isNew = folders[message.parent] == nil
    var folder: Folder
    if let known = folders[message.parent] {
      folder = known
    } else {
      folder = Folder(path: try path(of: message.parent))
    }
    folder.messages += 1
    folders[message.parent] = folder
    guard !folder.path.isEmpty else { return (place.appending(.message(folder.messages)), nil) }
    let here = place.appending(.member(folder.path))
    return (here.appending(.message(folder.messages)), isNew ? here : nil)
  }

  /// Names from below the root down to the folder; empty where none can be read.
  private func path(of identifier: UInt32) throws(UnreadReason) -> String {
    var names: [String] = []
    var next = identifier
    for _ in 0..<Self.deepest where next != Self.root {
      guard let folder = try folder(next) else { break }
      if !folder.name.isEmpty { names.append(folder.name) }
      guard folder.parent != next else { break }
      next = folder.parent
    }
    let path = names.reversed().joined(separator: "/")
    return path.utf8.count > Self.longestPath ? String(path.suffix(Self.longestPath / 4)) : path
  }

  private func folder(_ identifier: UInt32) throws(UnreadReason) -> (name: String, parent: UInt32)? {
    do throws(UnreadReason) {
      guard let node = try PSTNodeTree.node(identifier, of: file), node.kind == .folder else { return nil }
      let name = try PSTProperties(node, of: file).text(0x3001) ?? []
      return (String(decoding: name, as: UTF8.self), node.parent)
    } catch {
      // A place without its folder is a place still.
      try file.checkLimits()
      return nil
    }
  }
}
