import Contents
import PersonalData
import Testing

@testable import Documents

/// What hospitals, pharmacies and insurers exchange: claims, codes of prescriptions, medical images.
@Suite("Records of care") struct CareRecordTests {
  private static func read(_ name: String) throws -> PeopleRead {
    try PeopleRead(Told.fixture("records/\(name)"), named: name)
  }

  /// Two patients in three claims; whoever made them out is named by firm only.
  @Test(arguments: ["claims.uke", "insurer_claims.csv"]) func claims(name: String) throws {
    let read = try Self.read(name)
    #expect(read.people == 2)
    for field in [
      Field.kana, .sex, .birthDate, .insurerNumber, .insuranceSymbol, .insuranceNumber, .branchNumber, .otherSensitive,
    ] {
      #expect(read.count(field) == 2, "\(field)")
    }
  }

  /// Countries and units are written with two letters as well.
  @Test func tablesOfCodesAreNoClaims() throws {
    let codes = "JP,1,81,202406,日本,1,19500102\nUS,1,1,202406,米国,1,19500102\nFR,1,33,202406,仏国,1,19500102\n"
    #expect(try FileFormat.identify(MemorySource(Array(codes.utf8)), named: "codes.csv") == .text)
    let other = "RE,a,b,c,d,e,f,g\nIR,a,b,c\nSY,1,2,3\n"
    #expect(try FileFormat.identify(MemorySource(Array(other.utf8)), named: "notes.csv") == .text)
  }

  @Test func aMedicationNotebook() throws {
    let read = try Self.read("notebook.txt")
    // The patient, the pharmacist, the doctor.
    #expect(read.people == 3)
    #expect(read.count(.birthDate) == 1 && read.count(.address) == 1 && read.count(.phone) == 1)
    #expect(read.count(.kana) == 1 && read.count(.otherSensitive) == 1)
  }

  @Test func aPrintedPrescription() throws {
    let read = try Self.read("prescription.txt")
    #expect(read.people == 2)
    #expect(read.count(.kana) == 2)
    #expect(read.count(.insuranceNumber) == 1 && read.count(.insurerNumber) == 1)
  }

  /// Two codes behind each other are two patients.
  @Test func notebooksBehindEachOther() throws {
    let one = "JAHISTC04,1\n1,青山　一郎,1,S250102\n201,1,薬,1\n"
    let other = "JAHISTC04,1\n1,緑川　花子,2,19800203\n"
    #expect(try PeopleRead(one + other, named: "a.txt").people == 2)
    #expect(try PeopleRead("JAHIS規約の説明\n1,青山\n", named: "a.txt").people == 0)
  }

  /// Two patients in four objects, of which one had its name taken out. The maker of the machine is none.
  @Test func attributesOfImages() throws {
    let read = try Self.read("images.txt")
    #expect(read.people == 2)
    #expect(read.count(.birthDate) == 2 && read.count(.kana) == 2 && read.count(.otherSensitive) == 2)
  }

  @Test(arguments: [
    "(0008,0060) CS [CT] # 2, 1 Modality\n(0008,0020) DA [20240101] # 8\n(0010,0010) PN [Aoyama^Ichiro] # 12, 1 PatientName",
    "132: (0008,0060) CS #2 [CT] Modality\n140: (0008,0020) DA #8 [20240101] StudyDate\n"
      + "156: (0010,0010) PN #14 [Aoyama^Ichiro] PatientName",
    "(0008, 0060) Modality                            CS: 'CT'\n(0008, 0020) Study Date                          DA: '20240101'\n"
      + "(0010, 0010) Patient's Name                      PN: 'Aoyama^Ichiro'",
  ]) func programsThatPrintThem(text: String) throws {
    #expect(try FileFormat.identify(MemorySource(Array(text.utf8)), named: "dump.txt") == .imageListing)
    #expect(try PeopleRead(text, named: "dump.txt").people == 1)
  }

  @Test func anImage() throws {
    let read = try Self.read("image.dcm")
    #expect(read.people == 1)
    #expect(read.count(.birthDate) == 1 && read.count(.kana) == 1 && read.count(.sex) == 1)
  }

  @Test func aDirectoryOfImages() throws {
    let read = try Self.read("DICOMDIR")
    #expect(read.people == 2)
    #expect(read.count(.kana) == 2)
  }

  // MARK: Forms of the same object

  private static func object(syntax: String, _ attributes: [UInt8]) -> [UInt8] {
    let name = Array(syntax.utf8) + (syntax.utf8.count % 2 == 0 ? [] : [0])
    let first: [UInt8] = [2, 0, 0x10, 0, 0x55, 0x49, UInt8(name.count), 0] + name
    return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + first + attributes
  }

  private static let name = Array("AOYAMA^ICHIRO=\u{9752}\u{5C71}^\u{4E00}\u{90CE} ".utf8)

  @Test func typesThatAreNotWritten() throws {
    let attributes: [UInt8] =
      [8, 0, 5, 0, 10, 0, 0, 0] + Array("ISO_IR 192".utf8) + [0x10, 0, 0x10, 0, UInt8(Self.name.count), 0, 0, 0]
      + Self.name
    #expect(try PeopleRead(Self.object(syntax: "1.2.840.10008.1.2", attributes), named: "a.dcm").people == 1)
  }

  @Test func highBytesFirst() throws {
    let attributes: [UInt8] =
      [0, 8, 0, 5, 0x43, 0x53, 0, 10] + Array("ISO_IR 192".utf8)
      + [0, 0x10, 0, 0x10, 0x50, 0x4E, 0, UInt8(Self.name.count)] + Self.name
    #expect(try PeopleRead(Self.object(syntax: "1.2.840.10008.1.2.2", attributes), named: "a.dcm").people == 1)
  }

  /// The rest is compressed: nobody can say whose it is.
  @Test func packedObjects() throws {
    #expect(throws: UnreadReason.unknownType) {
      try PeopleRead(Self.object(syntax: "1.2.840.10008.1.2.1.99", [UInt8](repeating: 7, count: 64)), named: "a.dcm")
    }
  }

  @Test func objectsThatEndTooEarly() throws {
    let whole = Told.fixture("records/image.dcm")
    #expect(throws: UnreadReason.damaged) { try PeopleRead(Array(whole.prefix(300)), named: "a.dcm") }
  }
}
