import Testing

@testable import PersonalData

/// Symbol and number behind one label.
@Suite("Symbol and number")
struct InsuranceValuesTests {
  private func fields(_ line: String) -> FieldSet {
    PassageRecogniser(asOf: RowsRead.today).recognise("氏名：青山 一郎 様\n\(line)\n").people
      .reduce(into: FieldSet(rawValue: 0)) { $0.formUnion($1.facts.fields) }
  }

  @Test(arguments: [
    "記号・番号 123・456", "記号番号：1234-567", "保険証の記号・番号　１２３・４５６", "被保険者証 記号・番号：12 / 3456", "記号 123 番号 456",
  ])
  func both(line: String) {
    let found = fields(line)
    #expect(found.contains(.insuranceSymbol) && found.contains(.insuranceNumber), "\(line)")
  }

  @Test(arguments: ["記号・番号", "記号・番号を記入してください。", "記号・番号　　・　　"])
  func blanks(line: String) {
    let found = fields(line)
    #expect(!found.contains(.insuranceSymbol) && !found.contains(.insuranceNumber), "\(line)")
  }
}
