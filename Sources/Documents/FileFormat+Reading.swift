import Contents

extension FileFormat {
  /// Reads a document of this format and emits what it holds.
  /// - Throws: the reason why the whole of it was not read. Parts that failed are emitted as `unread` instead.
  func read(
    _ source: any ByteSource, named name: String, at place: Place, in reading: Reading
  ) throws(UnreadReason) {
    switch self {
    case .text: try TextReader.read(source, named: name, at: place, in: reading)
    case .padded: try PaddedText.read(source, named: name, at: place, in: reading)
    case .html: try HTMLReader.read(source, at: place, in: reading)
    case .xml: try XMLReader.read(source, at: place, in: reading)
    case .json: try JSONReader.read(source, named: name, at: place, in: reading)
    case .vcard: try VCardReader.read(source, at: place, in: reading)
    case .calendar: try CalendarReader.read(source, at: place, in: reading)
    case .eml: try MailReader.read(source, at: place, in: reading)
    case .mbox: try MailboxReader.read(source, at: place, in: reading)
    case .xlsx: try XLSXReader.read(source, at: place, in: reading)
    case .xlsb: try XLSBReader.read(source, at: place, in: reading)
    case .docx: try DOCXReader.read(source, at: place, in: reading)
    case .pptx: try PPTXReader.read(source, at: place, in: reading)
    case .odf: try ODFReader.read(source, at: place, in: reading)
    case .zip: try ZipReader.read(source, at: place, in: reading)
    case .archive: try ArchiveReader.read(source, named: name, at: place, in: reading)
    case .xls: try XLSReader.read(source, at: place, in: reading)
    case .doc: try DOCReader.read(source, at: place, in: reading)
    case .ppt: try PPTReader.read(source, at: place, in: reading)
    case .rtf: try RTFReader.read(source, at: place, in: reading)
    case .msg: try MSGReader.read(source, at: place, in: reading)
    case .tnef: try TNEFReader.read(source, at: place, in: reading)
    case .pst: try PSTReader.read(source, at: place, in: reading)
    case .pdf: try PDFReader.read(source, at: place, in: reading)
    case .sql: try SQLDumpReader.read(source, at: place, in: reading)
    case .dbf: try DBFReader.read(source, at: place, in: reading)
    case .sqlite: try SQLiteReader.read(source, at: place, in: reading)
    case .access: try AccessReader.read(source, at: place, in: reading)
    case .yaml: try YAMLReader.read(source, at: place, in: reading)
    case .settings: try SettingsReader.read(source, at: place, in: reading)
    case .ldif: try DirectoryReader.read(source, at: place, in: reading)
    case .hl7: try HealthMessageReader.read(source, at: place, in: reading)
    case .claims: try ClaimReader.read(source, at: place, in: reading)
    case .prescriptions: try PrescriptionReader.read(source, at: place, in: reading)
    case .imageObject: try ImageObjectReader.read(source, at: place, in: reading)
    case .imageListing: try ImageListingReader.read(source, at: place, in: reading)
    case .accounts: try AccountFileReader.read(source, at: place, in: reading)
    case .log: try LogReader.read(source, at: place, in: reading)
    case .oleOther, .unknown: throw .unknownType
    case .inert: return
    }
  }
}
