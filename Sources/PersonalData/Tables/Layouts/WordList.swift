import JapaneseText

/// Tables of words: dictionaries of analysers and of keyboards, whose rows say what part of speech a word is. Names among them
/// (名詞, 固有名詞, 人名, 姓) are anybody's.
enum WordList {
  private static let fewestRows = 3

  /// Whether nearly every one of these first rows has a part of speech in one column.
  static func isOne(_ rows: [[String]]) -> Bool {
    guard rows.count >= fewestRows else { return false }
    var parts: [Int: Int] = [:]
    for row in rows {
      for (column, cell) in row.enumerated() where isPart(cell) { parts[column, default: 0] += 1 }
    }
    let filled = rows.count { !$0.allSatisfy(\.isEmpty) }
    guard let most = parts.values.max() else { return false }
    return most >= fewestRows && most * 10 >= filled * 9
  }

  static func isRow(_ cells: [String]) -> Bool { cells.contains(where: isPart) }

  private static func isPart(_ cell: String) -> Bool {
    (2...30).contains(cell.utf8.count) && parts.contains(Folding.foldText(cell))
  }

  /// Parts of speech of IPADIC, UniDic, NAIST and Juman, and of the dictionaries of input methods.
  private static let parts = Set(
    """
    名詞|固有名詞|普通名詞|代名詞|動詞|形容詞|形容動詞|形状詞|副詞|助詞|助動詞|連体詞|接続詞|感動詞|接頭詞|接頭辞|接尾辞|補助記号|フィラー|サ変名詞|一般名詞|数詞|判定詞|指示詞|短縮よみ|固有人名|固有地名|人名|\
    noun|verb|adjective|adverb|pronoun|preposition|conjunction|interjection|proper noun
    """.split(separator: "|").map { Folding.foldText(String($0)) })
}
