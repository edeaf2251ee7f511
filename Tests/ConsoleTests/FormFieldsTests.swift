import Console
import Testing

@Suite("Form fields") struct FormFieldsTests {
  @Test func fieldsAreDecoded() {
    let fields = FormFields(parsing: "a=1&b=%E3%81%82+x&c&=no&a=2&d=%zz%4")
    #expect(fields["a"] == "1")
    #expect(fields.all("a") == ["1", "2"])
    #expect(fields["b"] == "あ x")
    #expect(fields.has("c") && fields["c"] == "")
    #expect(fields["d"] == "%zz%4")
    #expect(fields["none"] == "")
  }

  @Test func bytesThatAreNoTextAreKeptVisible() {
    #expect(FormFields(parsing: "a=%FF%FE")["a"] == "\u{FFFD}\u{FFFD}")
    #expect(FormFields(parsing: "a=x%00y")["a"] == "x\u{FFFD}y")
  }

  @Test func manyFieldsAreCut() {
    let text = (0..<10_000).map { "f\($0)=1" }.joined(separator: "&")
    #expect(FormFields(parsing: text).has("f399"))
    #expect(!FormFields(parsing: text).has("f400"))
  }

  @Test func whatWasEncodedIsDecoded() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let text = String(
        String.UnicodeScalarView(
          (0..<12).map { _ in Unicode.Scalar(UInt32.random(in: 33...0xD7FF, using: &random)) ?? "x" }))
      #expect(FormFields(parsing: "a=" + FormFields.encode(text)).exact("a") == text)
    }
  }
}
