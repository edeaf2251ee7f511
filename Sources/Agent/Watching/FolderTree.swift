/// The folders that hold reported files, as the records so far tell it: their names follow the events in their order,
/// not what the disk shows at the moment of asking. A folder that is moved is one node hung elsewhere, and every path
/// below it is right at once.
///
/// Only folders on the way to something reported are kept.
package struct FolderTree<Value> {
  private struct Node {
    var handle: Handle
    /// Nil for a root.
    var parent: Int?
    var name: FileName
    /// Path of a root.
    var root: String
    /// More than one of a name only while the going of the older ones is yet to be told; events mean the oldest.
    var folders: [FileName: [Int]] = [:]
    var files: [FileName: Value] = [:]
  }

  private var nodes: [Int: Node] = [:]
  private var numbers: [Handle: Int] = [:]
  private var next = 0

  package init() {}

  /// Number of files in the tree.
  package private(set) var count = 0

  package func contains(_ folder: Handle) -> Bool { numbers[folder] != nil }

  package subscript(place: Place) -> Value? {
    guard let number = numbers[place.folder] else { return nil }
    return nodes[number]?.files[place.name]
  }

  /// The path of a place, nil when its folder is not in the tree.
  package func path(of place: Place) -> String? {
    guard let number = numbers[place.folder] else { return nil }
    return path(of: number) + (isTop(number) ? "" : "/") + place.name.text
  }

  /// The root that a folder lies below.
  package func root(of folder: Handle) -> String? {
    guard var number = numbers[folder] else { return nil }
    while let parent = nodes[number]?.parent { number = parent }
    return nodes[number]?.root
  }

  private func isTop(_ number: Int) -> Bool { nodes[number]?.parent == nil && nodes[number]?.root == "/" }

  private func path(of number: Int) -> String {
    var names: [String] = []
    var at = number
    while let node = nodes[at] {
      guard let parent = node.parent else {
        let tail = names.reversed().joined(separator: "/")
        if tail.isEmpty { return node.root }
        return (node.root == "/" ? "" : node.root) + "/" + tail
      }
      names.append(node.name.text)
      at = parent
    }
    return "/" + names.reversed().joined(separator: "/")
  }

  /// Takes a folder into the tree with all folders above it. What is known already stays where it is.
  package mutating func insert(_ chain: FolderChain) {
    var parent =
      number(of: chain.rootHandle) ?? add(chain.rootHandle, parent: nil, name: FileName(""), root: chain.root)
    for step in chain.steps {
      if let known = numbers[step.handle] {
        parent = known
        continue
      }
      let added = add(step.handle, parent: parent, name: step.name, root: "")
      nodes[parent]?.folders[step.name, default: []].append(added)
      parent = added
    }
  }

  private func number(of handle: Handle) -> Int? { numbers[handle] }

  private mutating func add(_ handle: Handle, parent: Int?, name: FileName, root: String) -> Int {
    next += 1
    nodes[next] = Node(handle: handle, parent: parent, name: name, root: root)
    numbers[handle] = next
    return next
  }

  /// Sets or takes away what is known of a file whose folder is in the tree.
  package mutating func set(_ value: Value?, at place: Place) {
    guard let number = numbers[place.folder] else { return }
    let old = nodes[number]?.files[place.name]
    nodes[number]?.files[place.name] = value
    count += (value == nil ? 0 : 1) - (old == nil ? 0 : 1)
    if value == nil { prune(number) }
  }

  private mutating func prune(_ number: Int) {
    var at = number
    while let node = nodes[at], let parent = node.parent, node.folders.isEmpty, node.files.isEmpty {
      unhang(at, from: parent)
      nodes[at] = nil
      numbers[node.handle] = nil
      at = parent
    }
  }

  private mutating func unhang(_ number: Int, from parent: Int) {
    guard let name = nodes[number]?.name, var same = nodes[parent]?.folders[name] else { return }
    same.removeAll { $0 == number }
    nodes[parent]?.folders[name] = same.isEmpty ? nil : same
  }

  /// Whether something reported lies in or below the folder at a place.
  package func hasFolder(at place: Place) -> Bool { folder(at: place) != nil }

  private func folder(at place: Place) -> Int? {
    numbers[place.folder].flatMap { nodes[$0]?.folders[place.name]?.first }
  }

  /// Hangs a folder elsewhere; the folder that it goes into must be in the tree.
  package mutating func moveFolder(from: Place, to: Place) {
    guard let number = folder(at: from), let target = numbers[to.folder], let parent = nodes[number]?.parent else {
      return
    }
    // Into itself the kernel moves nothing; an event that says so would make a ring.
    var at: Int? = target
    while let here = at {
      if here == number { return }
      at = nodes[here]?.parent
    }
    unhang(number, from: parent)
    nodes[number]?.parent = target
    nodes[number]?.name = to.name
    nodes[target]?.folders[to.name, default: []].append(number)
    if parent != target { prune(parent) }
  }

  /// Takes the folder at a place out with everything below it.
  /// - Returns: the places that were in it.
  @discardableResult
  package mutating func removeFolder(at place: Place) -> [Place] {
    guard let number = folder(at: place), let parent = nodes[number]?.parent else { return [] }
    var removed: [Place] = []
    var pending = [number]
    while let at = pending.popLast() {
      guard let node = nodes[at] else { continue }
      removed += node.files.keys.map { Place(folder: node.handle, name: $0) }
      pending += node.folders.values.joined()
      count -= node.files.count
      unhang(at, from: node.parent ?? at)
      nodes[at] = nil
      numbers[node.handle] = nil
    }
    prune(parent)
    return removed
  }

  /// Every file below a root, or below the folder at a place.
  package func files(below root: String) -> [(place: Place, value: Value)] {
    numbers.values.filter { nodes[$0]?.parent == nil && nodes[$0]?.root == root }.flatMap { files(in: $0) }
  }

  package func files(belowFolderAt place: Place) -> [(place: Place, value: Value)] {
    folder(at: place).map { files(in: $0) } ?? []
  }

  private func files(in number: Int) -> [(place: Place, value: Value)] {
    var result: [(place: Place, value: Value)] = []
    var pending = [number]
    while let at = pending.popLast() {
      guard let node = nodes[at] else { continue }
      for (name, value) in node.files { result.append((Place(folder: node.handle, name: name), value)) }
      pending += node.folders.values.joined()
    }
    return result
  }

  /// Forgets a root with everything below it.
  package mutating func removeRoot(_ root: String) {
    for (number, node) in nodes where node.parent == nil && node.root == root {
      var pending = [number]
      while let at = pending.popLast() {
        guard let node = nodes[at] else { continue }
        pending += node.folders.values.joined()
        count -= node.files.count
        nodes[at] = nil
        numbers[node.handle] = nil
      }
    }
  }
}
