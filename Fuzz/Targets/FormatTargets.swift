import Contents

@testable import Documents

/// The readers of documents. What they emit must survive the way from the worker: an event that the decoder refuses
/// costs the whole file.
enum FormatTargets {
  static let all: [FuzzTarget] =
    [
      format("text", .text, "名簿.csv"), format("html", .html, "a.html"), format("xml", .xml, "a.xml"),
      format("json", .json, "a.json"), format("vcard", .vcard, "a.vcf"), format("calendar", .calendar, "a.ics"),
      format("eml", .eml, "a.eml"),
      format("mbox", .mbox, "a.mbox"), format("xlsx", .xlsx, "a.xlsx"), format("xlsb", .xlsb, "a.xlsb"),
      format("docx", .docx, "a.docx"),
      format("pptx", .pptx, "a.pptx"), format("odf", .odf, "a.ods"), format("zip", .zip, "a.zip"),
      format("archive", .archive, "a.tar"), format("padded", .padded, "a.dat"),
      format("xls", .xls, "a.xls"), format("doc", .doc, "a.doc"), format("ppt", .ppt, "a.ppt"),
      format("rtf", .rtf, "a.rtf"), format("msg", .msg, "a.msg"), format("dbf", .dbf, "A.DBF"),
      format("tnef", .tnef, "winmail.dat"), format("pst", .pst, "a.pst"),
      format("sqlite", .sqlite, "a.db"), format("access", .access, "a.mdb"), format("sql", .sql, "a.sql"),
      format("yaml", .yaml, "a.yaml"), format("settings", .settings, "a.ini"), format("ldif", .ldif, "a.ldif"),
      format("hl7", .hl7, "a.hl7"), format("accounts", .accounts, "passwd"), format("log", .log, "a.log"),
      format("claims", .claims, "RECEIPTC.UKE"), format("prescriptions", .prescriptions, "a.txt"),
      format("image_object", .imageObject, "a.dcm"), format("image_listing", .imageListing, "a.txt"),
      format("notebook", .json, "a.ipynb"),
    ] + [
      FuzzTarget(name: "compressed_rtf") { bytes in
        guard let text = try? CompressedRTF.unpack(Array(bytes), limit: 1 << 20) else { return }
        mustHold(text.count <= (1 << 20) + 8 * 17, "no more comes out than was allowed")
      },
      FuzzTarget(name: "pdf_objects") { bytes in
        let reading = Reading(limits: limits) { _ in }
        guard let objects = try? PDFObjects(MemorySource(Array(bytes)), in: reading) else { return }
        try? PDFNotes(objects).emit(at: Place(), in: reading)
      },
      FuzzTarget(name: "identify") { bytes in
        for name in ["a", "a.xlsx", "a.txt", "a.eml", "a.html"] {
          _ = try? FileFormat.identify(MemorySource(Array(bytes)), named: name)
        }
      },
      FuzzTarget(name: "events") { bytes in
        guard let event = ContentEventCodec.decode(bytes) else { return }
        look(at: event)
        var again: [UInt8] = []
        ContentEventCodec.encode(event, into: &again)
        // Names that were not UTF-8 have been mended by the first decoding.
        mustHold(again.withUnsafeBytes { ContentEventCodec.decode($0) } != nil, "an encoded event is an event")
      },
    ]

  private static var limits: ReadingLimits {
    var limits = ReadingLimits()
    limits.depth = 4
    limits.entries = 1_000
    limits.unpackedBytes = 64 << 20
    limits.memberBytesInMemory = 4 << 20
    return limits
  }

  private static func format(_ name: String, _ format: FileFormat, _ file: String) -> FuzzTarget {
    FuzzTarget(name: name) { bytes in
      var encoded: [UInt8] = []
      do throws(UnreadReason) {
        try DocumentReader.read(MemorySource(Array(bytes)), as: format, named: file, limits: limits) {
          event throws(UnreadReason) in
          look(at: event)
          encoded.removeAll(keepingCapacity: true)
          ContentEventCodec.encode(event, into: &encoded)
          mustHold(encoded.count <= ContentEventCodec.longest, "an event fits its frame")
          mustHold(encoded.withUnsafeBytes { ContentEventCodec.decode($0) } == event, "the decoder takes \(event)")
        }
      } catch {
        mustHold(error != .crashed && error != .timedOut, "a reader knows nothing of workers")
      }
    }
  }

  /// Every cell lies in the text.
  private static func look(at event: ContentEvent) {
    guard case .rows(let batch) = event else { return }
    for row in 0..<batch.rowCount {
      for cell in batch.rowStart(row)..<Int(batch.rowEnds[row]) {
        mustHold(batch.starts[cell] <= batch.ends[cell], "a cell ends after it starts")
        mustHold(Int(batch.ends[cell]) <= batch.text.count, "a cell lies in its text")
      }
    }
  }
}
