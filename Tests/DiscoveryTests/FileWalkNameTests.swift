import Contents
import Discovery
import Documents
import Glibc
import Testing

@Suite("Names that are no UTF-8")
struct FileWalkNameTests {
  /// 名簿.csv and 発注.csv in CP932.
  static let roster: [UInt8] = [0x96, 0xBC, 0x95, 0xEB] + Array(".csv".utf8)
  static let order: [UInt8] = [0x94, 0xAD, 0x92, 0x8D] + Array(".csv".utf8)

  static func write(_ path: [UInt8], _ content: String) throws {
    let descriptor = PathBytes.withPointer(PathBytes.text(of: path)) {
      open($0, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    }
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let text = Array(content.utf8)
    #expect(Glibc.write(descriptor, text, text.count) == text.count)
  }

  @Test func filesAndFoldersWithOldNamesAreMetAndOpened() throws {
    let folder = try ScratchFolder()
    let root = Array(folder.path.utf8) + [UInt8(ascii: "/")]
    try Self.write(root + Self.roster, "one")
    try Self.write(root + Self.order, "two")
    let inner = PathBytes.text(of: root + Self.roster.prefix(4))
    try #require(PathBytes.withPointer(inner) { mkdir($0, 0o755) } == 0)
    try Self.write(root + Self.roster.prefix(4) + Array("/inner.txt".utf8), "three")
    let walk = FileWalk([folder.path])
    #expect(walk.barriers.isEmpty)
    #expect(
      walk.files.map { String($0.path.dropFirst(folder.path.count)) } == [
        #"/\x94\xAD\x92\x8D.csv"#, #"/\x96\xBC\x95\xEB.csv"#, #"/\x96\xBC\x95\xEB/inner.txt"#,
      ])
    let reader = FileReader(pool: nil, limits: ReadingLimits(), asOf: .init(year: 2026, month: 1, day: 1)!)
    for file in walk.files {
      let outcome = reader.read(file.path)
      #expect(outcome.sha256 != nil)
      #expect(outcome.unread == nil)
    }
  }

  @Test(arguments: [
    "/srv/名簿.csv", #"C:\x\y"#, #"/a\x41b"#, #"/a\x"#, #"\x5Cx41"#, "", "/が", #"/\\x00"#,
  ])
  func textAndBackIsTheSame(path: String) {
    let bytes = Array(path.utf8)
    #expect(PathBytes.bytes(of: PathBytes.text(of: bytes)) == bytes)
  }

  @Test func anyBytesComeBackAndNoTwoPathsAreOneText() {
    var random = SystemRandomNumberGenerator()
    let alphabet: [UInt8] = [
      0x5C, 0x78, 0x34, 0x31, 0x41, 0x96, 0xBC, 0xE3, 0x81, 0x82, 0xF0, 0xC2, 0x2F, 0xED, 0xA0, 0x80,
    ]
    var texts: [String: [UInt8]] = [:]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...8, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      let text = PathBytes.text(of: bytes)
      #expect(PathBytes.bytes(of: text) == bytes)
      #expect(texts[text] ?? bytes == bytes)
      texts[text] = bytes
    }
  }
}
