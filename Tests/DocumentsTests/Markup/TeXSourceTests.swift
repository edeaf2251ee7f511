import Contents
import Testing

@testable import Documents

@Suite struct TeXSourceTests {
  private func plain(_ source: String) -> String {
    String(decoding: TeXSource.plain(Array(source.utf8)), as: UTF8.self)
  }

  @Test(arguments: [
    (
      "K\\\"uhne, M\\\"{u}ller, Gr\\\"u\\ss en, Caf\\'e, \\c{c}a, \\v{S}imek, \\L{}ukasz, \\O stergaard",
      "Kühne, Müller, Grüßen, Café, ça, Šimek, Łukasz, Østergaard"
    ),
    ("a\\\\b~c % remark\nd \\& e \\textbf{f}", "a\nb c \nd & e f"),
    ("\\documentclass[a4paper]{scrlttr2}\n\\signature{Mary Brown}", "\n\nName: Mary Brown"),
    (
      "x\n\\setkomavar{fromname}{Mary Brown}\n\\setkomavar{fromaddress}{High Street 3\\\\Leeds}",
      "x\nName: Mary Brown\nHigh Street 3\nLeeds"
    ),
    ("x\n\\author{Mary Brown \\and John Miller}", "x\nName: Mary Brown \nName:  John Miller"),
    ("x \\name{Mary}{Brown}", "x \nName: Mary Brown"),
  ])
  func whatIsPrinted(source: String, text: String) {
    #expect(plain(source).drop(while: \.isNewline) == text.drop(while: \.isNewline))
  }

  @Test(arguments: ["\\", "\\\"", "\\\"{", "\\begin", "\\begin{", "\\c", "\\setkomavar{", "{{{", "\\v{", "%", "\\x["])
  func whatIsCutOff(source: String) { #expect(plain(source).utf8.count <= source.utf8.count + 1) }

  @Test func aDocumentIsAPassage() {
    let source = "\\documentclass{letter}\n\\begin{document}\nDear Mary Brown\n\\end{document}\n"
    let told = Told(Array(source.utf8)) { source, place, reading throws(UnreadReason) in
      try TextReader.read(source, named: "a.tex", at: place, in: reading)
    }
    #expect(told.bodies.count == 1 && told.bodies[0].contains("\nDear Mary Brown\n"))
  }

  @Test(arguments: ["path C:\\data\\list", "id\\tname\\n", "{\\rtf1 text}"]) func otherBackslashes(text: String) {
    #expect(!TeXSource.isTeX(Array(text.utf8)[...], named: "a.txt"))
  }
}
