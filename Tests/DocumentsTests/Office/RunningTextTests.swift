import Contents
import Testing

@testable import Documents

/// Running text of documents that is a list all the same.
@Suite struct RunningTextTests {
  private static func tell(_ text: String, kind: Passage.Kind = .body) -> Told {
    Told([]) { _, place, reading throws(UnreadReason) in
      var running = RunningText(place, kind: kind, reading)
      try running.append(text.utf8)
      try running.finish()
    }
  }

  @Test func linesThatTabsAlignAreATable() {
    let told = Self.tell("氏名\t電話番号\n山田 太郎\t03-1234-5678\n鈴木 花子\t090-1111-2222\n")
    #expect(told.tables == [[["氏名", "電話番号"], ["山田 太郎", "03-1234-5678"], ["鈴木 花子", "090-1111-2222"]]])
    #expect(told.encodings.isEmpty)
  }

  @Test func oneValueALineIsATableOfOneColumn() {
    #expect(Self.tell("相沢 亮\n松田 望\n木内 都\n").tables == [[["相沢 亮"], ["松田 望"], ["木内 都"]]])
  }

  @Test func lettersAreText() {
    let letter = "拝啓　時下ますますご清栄のこととお慶び申し上げます。\n\n先日お願いした件につき、下記のとおりご連絡します。\n"
    #expect(Self.tell(letter).bodies == [letter])
    // What says whose the document is stays together.
    #expect(Self.tell("青葉商事\n総務部\n担当\n", kind: .heading).headings == ["青葉商事\n総務部\n担当\n"])
    #expect(Self.tell(" \n\n").bodies.isEmpty)
  }
}
