import JapaneseText

/// The lines above a list that say by whom everybody on it is insured: `健康保険組合：青空健康保険組合　保険者番号 06131238`.
enum InsuranceHeading {
  static func fields(in lines: [String]) -> FieldSet {
    var fields: FieldSet = []
    for line in lines where line.utf8.count <= 400 {
      if let label = label(of: line), label.role == .insurer, label.strength == .strong { fields.insert(Field.insurer) }
      if holdsNumber(line) { fields.insert(Field.insurerNumber) }
    }
    return fields
  }

  private static func label(of line: String) -> HeaderReading? {
    guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }),
      line[line.index(after: colon)...].contains(where: { !$0.isWhitespace })
    else { return nil }
    return HeaderVocabulary.read(String(line[..<colon]))
  }

  /// 保険者番号 with the eight digits of an insurer behind it, or the six of National Health Insurance.
  private static func holdsNumber(_ line: String) -> Bool {
    guard let label = line.firstRange(of: "保険者番号"), !line[..<label.lowerBound].hasSuffix("被") else { return false }
    let value = line[label.upperBound...].drop { $0.isWhitespace || ":：()（）".contains($0) }
    let digits = value.prefix { $0.wholeNumberValue != nil }.count
    return digits == 8 || digits == 6
  }
}
