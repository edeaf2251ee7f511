import Response
import Testing

@Suite struct TextDiffTests {
  private static func old(_ pieces: [TextDiff.Piece]) -> String {
    pieces.reduce("") { text, piece in
      switch piece {
      case .same(let part), .removed(let part): text + part
      case .added: text
      }
    }
  }

  private static func new(_ pieces: [TextDiff.Piece]) -> String {
    pieces.reduce("") { text, piece in
      switch piece {
      case .same(let part), .added(let part): text + part
      case .removed: text
      }
    }
  }

  @Test func onlyWhatChangedIsMarked() {
    #expect(
      TextDiff.words("紛失した日時: 2025-03-17 08:00。", "紛失した日時: 2025-03-14 12:00。") == [
        .same("紛失した日時: "), .removed("2025-03-17"), .added("2025-03-14"), .same(" "), .removed("08:00"),
        .added("12:00"), .same("。"),
      ])
    #expect(
      TextDiff.words("約 780 人", "約 1,764 人") == [
        .same("約 "), .removed("780"), .added("1,764"), .same(" 人"),
      ])
    #expect(TextDiff.words("", "新しい") == [.added("新しい")])
    #expect(TextDiff.words("同じ", "同じ") == [.same("同じ")])
  }

  @Test func linesThatStayAreOnePiece() {
    let lines = TextDiff.lines(["甲は一行目です。", "乙は二行目です。"], ["甲は一行目です。", "間に入った行", "乙は二行目でした。"])
    #expect(lines.first == [.same("甲は一行目です。")])
    #expect(lines.map(Self.new).filter { !$0.isEmpty } == ["甲は一行目です。", "間に入った行", "乙は二行目でした。"])
  }

  /// Both texts can be had back from the pieces, whatever they are.
  @Test(arguments: 1...200) func bothTextsComeBack(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    let parts = [
      "健診", "の", "結果", " ", "2025-03-14", "ABC", "、", "カナ", "\u{1F469}\u{200D}\u{1F4BB}", "葛\u{E0100}", "<b>", "。",
    ]
    func line() -> String { (0..<dice.roll(12)).map { _ in parts[dice.roll(parts.count)] }.joined() }
    let (a, b) = (line(), line())
    let pieces = TextDiff.words(a, b)
    #expect(Self.old(pieces) == a, "seed \(seed)")
    #expect(Self.new(pieces) == b, "seed \(seed)")
    let (old, new) = ((0..<dice.roll(8)).map { _ in line() }, (0..<dice.roll(8)).map { _ in line() })
    let lines = TextDiff.lines(old, new)
    #expect(lines.map(Self.old).joined() == old.joined(), "seed \(seed)")
    #expect(lines.map(Self.new).joined() == new.joined(), "seed \(seed)")
  }
}
