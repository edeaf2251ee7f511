import Contents
import Glibc

@testable import Documents

/// What a reader told of one document, sorted by kind.
struct Told {
  var tables: [[[String]]] = []
  var headers: [TableOrigin.Header] = []
  var bodies: [String] = []
  var headings: [String] = []
  var members: [String] = []
  var unread: [String: UnreadReason] = [:]
  var encodings: [String] = []
  var thrown: UnreadReason?
  var rowsWithoutTable = 0

  typealias Read = @Sendable (any ByteSource, Place, Reading) throws(UnreadReason) -> Void

  init(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits(), _ read: Read) {
    final class Box { var events: [ContentEvent] = [] }
    let box = Box()
    let reading = Reading(limits: limits) { event throws(UnreadReason) in box.events.append(event) }
    do throws(UnreadReason) { try read(MemorySource(bytes), Place(), reading) } catch { thrown = error }
    var isInTable = false
    for event in box.events {
      switch event {
      case .table(let origin):
        tables.append([])
        headers.append(origin.header)
        isInTable = true
      case .rows(let batch):
        if !isInTable {
          rowsWithoutTable += 1
        } else {
          for row in 0..<batch.rowCount { tables[tables.count - 1].append(batch.cells(ofRow: row)) }
        }
      case .passage(let passage):
        isInTable = false
        if passage.kind == .heading { headings.append(passage.text) } else { bodies.append(passage.text) }
      case .member(let place):
        isInTable = false
        members.append(place.description)
      case .unread(let place, let reason): unread[place.description] = reason
      case .decoded(let decoding): encodings.append(decoding.encoding)
      }
    }
  }

  /// A fixture's bytes.
  static func fixture(_ path: String, from file: String = #filePath) -> [UInt8] {
    let folder = file.split(separator: "/").dropLast(2).joined(separator: "/")
    guard let source = try? FileSource(path: "/\(folder)/Fixtures/\(path)") else { return [] }
    return (try? source.bytes(at: 0, count: Int(source.size))) ?? []
  }

  /// The readers of these folders, by the kind of fixture.
  static let readers: [(fixture: String, read: Read)] = [
    (
      "mail/mixed.eml",
      { source, place, reading throws(UnreadReason) in try MailReader.read(source, at: place, in: reading) }
    ),
    (
      "mail/two.mbox",
      { source, place, reading throws(UnreadReason) in try MailboxReader.read(source, at: place, in: reading) }
    ),
    (
      "mail/cards.vcf",
      { source, place, reading throws(UnreadReason) in try VCardReader.read(source, at: place, in: reading) }
    ),
    (
      "markup/list.html",
      { source, place, reading throws(UnreadReason) in try HTMLReader.read(source, at: place, in: reading) }
    ),
    (
      "markup/roster.xml",
      { source, place, reading throws(UnreadReason) in try XMLReader.read(source, at: place, in: reading) }
    ),
    (
      "markup/checkup.xml",
      { source, place, reading throws(UnreadReason) in try XMLReader.read(source, at: place, in: reading) }
    ),
    (
      "markup/people.json",
      { source, place, reading throws(UnreadReason) in try JSONReader.read(source, at: place, in: reading) }
    ),
    (
      "database/mysql.sql",
      { source, place, reading throws(UnreadReason) in try SQLDumpReader.read(source, at: place, in: reading) }
    ),
    (
      "database/people.db",
      { source, place, reading throws(UnreadReason) in try SQLiteReader.read(source, at: place, in: reading) }
    ),
  ]
  static func reading(_ fixture: String) -> Read {
    for reader in readers where reader.fixture == fixture { return reader.read }
    return { _, _, _ throws(UnreadReason) in throw .unknownType }
  }
}
