import Glibc

/// The paths of a device's places by number, packed, and which lie below which.
struct PlacePaths {
  private var text: [UInt8] = []
  /// Where each path lies in the text; numbers begin at 1, and one that stands for no path has an empty place.
  private var spans: [Range<Int>] = [0..<0]
  private var numbers: [PathKey: Int32] = [:]

  /// - Parameter number: about how many paths there will be.
  init(reserving number: Int = 0) {
    spans.reserveCapacity(number + 1)
    text.reserveCapacity(number * 64)
  }

  /// The highest number.
  var count: Int { spans.count - 1 }

  /// Adds the path of the next number.
  mutating func append(_ path: String) {
    let start = text.count
    text.append(contentsOf: path.utf8)
    spans.append(start..<text.count)
  }

  /// Sets the path of a number, in UTF-8.
  mutating func set(_ number: Int32, utf8 path: UnsafeRawBufferPointer) {
    guard number > 0 else { return }
    let start = text.count
    text.append(contentsOf: path)
    while spans.count <= Int(number) { spans.append(0..<0) }
    spans[Int(number)] = start..<text.count
  }

  private func bytes(of place: Int32) -> ArraySlice<UInt8> {
    let index = Int(place)
    return spans.indices.contains(index) ? text[spans[index]] : []
  }

  func path(of place: Int32) -> String { String(decoding: bytes(of: place), as: UTF8.self) }

  /// Bytes of a path.
  func length(of place: Int32) -> Int { bytes(of: place).count }

  /// Whether a place lies below a folder.
  /// - Parameter folder: in UTF-8, without a slash at its end.
  func isBelow(_ place: Int32, path folder: [UInt8]) -> Bool {
    let path = bytes(of: place)
    return path.count > folder.count + 1 && path.starts(with: folder)
      && path[path.startIndex + folder.count] == UInt8(ascii: "/")
  }

  /// Whether a place lies below a folder, or is it.
  func isBelow(_ place: Int32, _ folder: Int32) -> Bool {
    if place == folder { return true }
    let (path, folder) = (Int(place), Int(folder))
    guard spans.indices.contains(path), spans.indices.contains(folder) else { return false }
    return text.withUnsafeBytes { text in
      let above = UnsafeRawBufferPointer(rebasing: text[spans[folder]])
      let path = UnsafeRawBufferPointer(rebasing: text[spans[path]])
      guard let first = above.first else { return false }
      if above.count == 1 { return path.first == UInt8(ascii: "/") }
      guard path.count > above.count, let start = path.baseAddress, let same = above.baseAddress,
        memcmp(start, same, above.count) == 0
      else { return false }
      let next = path[above.count]
      // Logs of Windows tell of `C:\folder`; elsewhere a backslash is a character of a name.
      return next == UInt8(ascii: "/") || next == UInt8(ascii: "\\") && first != UInt8(ascii: "/")
    }
  }

  /// The new names of files when a folder is moved; numbers are made for names that had none.
  mutating func names(
    ofFolder folder: Int32, movedTo target: Int32, _ files: [Int32]
  ) -> [(from: Int32, to: Int32)] {
    if numbers.isEmpty {
      for number in 1...max(1, count) where number <= count {
        numbers[PathKey(path(of: Int32(number)))] = Int32(number)
      }
    }
    let length = bytes(of: folder).count
    let start = path(of: target)
    var names: [(from: Int32, to: Int32)] = []
    for file in files where file != folder {
      let name = start + String(decoding: bytes(of: file).dropFirst(length), as: UTF8.self)
      let key = PathKey(name)
      if numbers[key] == nil {
        append(name)
        numbers[key] = Int32(count)
      }
      if let number = numbers[key] { names.append((file, number)) }
    }
    return names
  }
}
