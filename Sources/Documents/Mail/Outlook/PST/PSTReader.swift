import Contents
import JapaneseText

/// Reads data files of Outlook ([MS-PST]): years of mail, contacts and appointments of one person, `.pst` and `.ost`.
///
/// Messages are found among the nodes, not through the folders' tables: what was taken out of every folder but still is a
/// node of the file is there to be read, and so it is told. Pages, blocks and nodes are read where they lie; a node that
/// is damaged costs one message.
final class PSTReader {
  private let file: PSTFile
  private let place: Place
  private let reading: Reading
  private var names = PropertyNames()
  private var folders: PSTFolders
  /// Messages that were not read, or not as a whole.
  private var unread = 0
  /// More is damaged than messages.
  private var isDamaged = false

  /// Messages that are named as not read one by one; if there are more, the file itself is.
  private static let mostUnread = 1_000
  /// Messages within messages.
  private static let deepest = 8
  private static let receivers: UInt32 = 0x692

  static func read(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    try PSTReader(source, at: place, in: reading).read()
  }

  private init(_ source: any ByteSource, at place: Place, in reading: Reading) throws(UnreadReason) {
    file = try PSTFile(source, in: reading)
    folders = PSTFolders(file)
    self.place = place
    self.reading = reading
  }

  private func read() throws(UnreadReason) {
    do throws(UnreadReason) {
      names = try PSTProperties.names(of: file)
    } catch {
      try file.checkLimits()
      isDamaged = true
    }
    // Contacts then lack their addresses, or have wrong ones.
    if file.takeFault() { isDamaged = true }
    var tree = PSTNodeTree(file)
    var met: Set<UInt32> = []
    var isEmpty = true
    try tree.walk { node throws(UnreadReason) in
      isEmpty = false
      guard node.kind == .message else { return }
      met.insert(node.identifier)
      try read(node)
    }
    if tree.isBroken || isEmpty {
      isDamaged = true
      for node in try file.salvage().nodes.values.sorted(by: { $0.identifier < $1.identifier })
      where node.kind == .message && !met.contains(node.identifier) {
        try read(node)
      }
    }
    if isDamaged || unread > Self.mostUnread { throw .damaged }
  }

  // MARK: - Messages

  private func read(_ node: PSTNode) throws(UnreadReason) {
    try reading.chargeEntry()
    let (here, folder) = try folders.place(of: node, in: place)
    if let folder { try reading.emit(.member(folder)) }
    // A folder's name is no part of the message.
    _ = file.takeFault()
    do throws(UnreadReason) {
      try tell(node, at: here, level: 0)
    } catch {
      try file.checkLimits()
      try lose(here, error)
    }
  }

  private func lose(_ place: Place, _ reason: UnreadReason) throws(UnreadReason) {
    unread += 1
    if unread <= Self.mostUnread { try reading.emit(.unread(place, reason)) }
  }

  private func tell(_ node: PSTNode, at here: Place, level: Int) throws(UnreadReason) {
    let stored = try PSTProperties(node, of: file)
    var wanted = OutlookMessage.wanted
    // The text as packed RTF matters only where there is no other.
    if !stored.holds(0x1000), !stored.holds(0x1013) { wanted.insert(0x1009) }
    var message = OutlookMessage()
    var isBroken = false
    (message.properties, isBroken) = try stored.message(wanted, names: names)
    if let subject = message.properties.text(0x0037) { message.properties.set(0x0037, .text(Self.plain(subject))) }
    if let node = stored.heap.subnodes[Self.receivers] {
      do throws(UnreadReason) {
        let table = try PSTTable(node, of: file)
        let (rows, isTableBroken) = try table.rows(OutlookMessage.wantedOfReceivers, page: stored.encoding)
        message.recipients = rows
        isBroken = isBroken || isTableBroken
      } catch {
        try file.checkLimits()
        isBroken = true
      }
    }
    try message.tell(at: here, in: reading)
    if file.takeFault() || isBroken { try lose(here, .damaged) }
    var number = 0
    for node in stored.heap.subnodes.nodes where node.kind == .attachment {
      number += 1
      try reading.chargeEntry()
      try readAttachment(node, number: number, page: stored.encoding, at: here, level: level)
    }
  }

  /// A subject begins with how long its "Re: " is ([MS-PST] 2.5.3.1.1.1).
  private static func plain(_ subject: [UInt8]) -> [UInt8] {
    guard subject.first == 1 else { return subject }
    return Array(subject.dropFirst(2).drop { $0 & 0xC0 == 0x80 })
  }

  // MARK: - Attachments

  private func readAttachment(
    _ node: PSTNode, number: Int, page: TextEncoding?, at place: Place, level: Int
  ) throws(UnreadReason) {
    var here = place.appending(.member("attachment \(number)"))
    do throws(UnreadReason) {
      let stored = try PSTProperties(node, of: file, page: page)
      let properties = try stored.message(OutlookAttachment.wanted, names: names).properties
      let name = OutlookAttachment.name(properties, number: number)
      here = place.appending(.member(name))
      if let object = try stored.object(0x3701) {
        // An object of another program is a document in bytes; else it is a message.
        if properties.number(0x3705) == 6 {
          return try readFile(PSTData(object.data, of: file), named: name, at: here, in: place)
        }
        guard level < Self.deepest, here.depth <= reading.limits.depth else { throw .tooDeep }
        try reading.emit(.member(here))
        return try tell(object, at: here, level: level + 1)
      }
      let size = Int64(properties.number(0x0E20) ?? 0)
      if OutlookAttachment.isOrnament(properties, name: name, size: size) { return }
      if let data = try stored.longBinary(0x3701) {
        return try readFile(data, named: name, at: here, in: place)
      }
      if let contents = try stored.binary(0x3701) {
        try reading.readMember(MemorySource(contents), named: name, in: place)
        if file.takeFault() { throw .damaged }
      }
    } catch {
      try file.checkLimits()
      try lose(here, error)
    }
  }

  /// Hands the bytes of an attachment to the reader that knows them, as far as they can be read.
  private func readFile(_ data: PSTData, named name: String, at here: Place, in place: Place) throws(UnreadReason) {
    var contents = MemberBytes(reading.limits)
    var isBroken = false
    do throws(UnreadReason) {
      for index in 0..<data.blockCount { try contents.append(try data.block(index)) }
    } catch {
      guard error == .damaged, contents.count > 0 else { throw error }
      isBroken = true
    }
    try reading.readMember(contents.source, named: name, in: place)
    if file.takeFault() || isBroken { try lose(here, .damaged) }
  }
}
