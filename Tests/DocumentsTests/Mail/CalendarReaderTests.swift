import Contents
import Testing

@testable import Documents

@Suite struct CalendarReaderTests {
  private static func told(_ text: [UInt8]) throws -> (rows: [[String]], text: String) {
    var rows: [[String]] = []
    var passages = ""
    let reading = Reading(limits: ReadingLimits()) { event in
      switch event {
      case .rows(let batch): for row in 0..<batch.rowCount { rows.append(batch.cells(ofRow: row)) }
      case .passage(let passage): passages += passage.text
      default: break
      }
    }
    try CalendarReader.read(MemorySource(text), at: Place(), in: reading)
    return (rows, passages)
  }

  private static func calendar(_ lines: [String]) -> [UInt8] {
    Array(
      (["BEGIN:VCALENDAR", "BEGIN:VEVENT"] + lines + ["END:VEVENT", "END:VCALENDAR", ""]).joined(separator: "\r\n").utf8
    )
  }

  @Test func organisersAndAttendees() throws {
    let (rows, text) = try Self.told(
      Self.calendar([
        "DTSTART;TZID=Asia/Tokyo:20250612T130000", "SUMMARY:面談（横山さん）\\n番号1\\, 会議室",
        "ORGANIZER;CN=\"Brown, Mary\":mailto:mary@example.org",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;CN=真田 健:MAILTO:sanada@example.jp",
        "ATTENDEE;CUTYPE=ROOM;CN=会議室B:mailto:room-b@example.jp",
        "ATTENDEE;CN=ann@example.org:mailto:ann@example.org", "X-LIST;X=1:value",
      ]))
    #expect(
      rows.dropFirst() == [
        ["Brown, Mary", "mary@example.org", "2025-06-12"], ["真田 健", "sanada@example.jp", "2025-06-12"],
        ["", "ann@example.org", "2025-06-12"],
      ])
    #expect(text == "Appointment: 2025-06-12\nSummary: 面談（横山さん）\n番号1, 会議室\n\n")
  }

  /// RFC 5545 counts bytes when it folds, so that a character may stand on two lines.
  @Test(arguments: 1...40, ["\r\n ", "\n\t"]) func linesFoldedWithinCharacters(width: Int, fold: String) throws {
    let line = Array("ORGANIZER;CN=真田 健之助:mailto:sanada@example.jp".utf8)
    var folded: [UInt8] = []
    for (index, byte) in line.enumerated() {
      if index > 0, index % (width + 10) == 0 { folded += Array(fold.utf8) }
      folded.append(byte)
    }
    let head = Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:面談\n".utf8)
    let (rows, _) = try Self.told(head + folded + Array("\nEND:VEVENT\n".utf8))
    #expect(rows.last == ["真田 健之助", "sanada@example.jp", ""])
  }

  @Test func aCalendarThatEndsAmidAnEntry() throws {
    let (rows, _) = try Self.told(Array("BEGIN:VCALENDAR\nBEGIN:VEVENT\nORGANIZER;CN=真田 健:mailto:s@example.jp".utf8))
    #expect(rows.count == 2)
  }
}
