import Testing

@testable import Console

/// Forms with files, as browsers send them and as nobody should.
@Suite("Forms with files") struct MultipartFormTests {
  private static let type = "multipart/form-data; boundary=----x7"

  private static func body(_ parts: (head: String, content: [UInt8])...) -> [UInt8] {
    parts.flatMap {
      Array("------x7\r\nContent-Disposition: form-data; \($0.head)\r\n\r\n".utf8) + $0.content + [13, 10]
    }
      + Array("------x7--\r\n".utf8)
  }

  @Test func fieldsAndFiles() throws {
    let file: [UInt8] = [0, 13, 10, 45, 45, 45, 13, 10, 255]
    let form = try #require(
      MultipartForm(
        Self.body(
          ("name=\"csrf\"", Array("abc".utf8)), ("name=\"client\"", Array("団体".utf8)),
          ("name=\"list\"; filename=\"名簿.csv\"\r\nContent-Type: text/csv", file),
          ("name=\"empty\"; filename=\"\"", [])), contentType: Self.type))
    #expect(form.fields["csrf"] == "abc" && form.fields["client"] == "団体")
    #expect(form.files == ["list": file, "empty": []])
  }

  @Test func theBoundaryMayBeQuoted() throws {
    let form = MultipartForm(
      Self.body(("name=a", [49])), contentType: "multipart/form-data; charset=utf-8; boundary=\"----x7\"")
    #expect(form?.fields["a"] == "1")
  }

  /// Cut off anywhere it is refused, and never read beyond its end.
  @Test func cutOffFormsAreRefused() throws {
    let whole = Self.body(("name=\"list\"; filename=\"a\"", [1, 2, 3]), ("name=\"b\"", [50]))
    for end in 0..<(whole.count - 4) {
      #expect(MultipartForm(Array(whole[..<end]), contentType: Self.type) == nil, "\(end)")
    }
    #expect(MultipartForm(whole, contentType: Self.type) != nil)
  }

  @Test(arguments: [
    "", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other",
    "multipart/mixed; boundary=----x7", "multipart/form-data; boundary=" + String(repeating: "a", count: 71),
  ])
  func otherTypesAreRefused(type: String) {
    #expect(MultipartForm(Self.body(("name=a", [49])), contentType: type) == nil)
  }

  @Test func partsAreBounded() throws {
    let parts = (0..<200).map { "------x7\r\nContent-Disposition: form-data; name=n\($0)\r\n\r\n\r\n" }.joined()
    let form = try #require(MultipartForm(Array((parts + "------x7--").utf8), contentType: Self.type))
    #expect(form.fields.has("n39") && !form.fields.has("n40"))
  }
}
