/// One person's document of the specific health check-up archive (特定健診・特定保健指導の電子的な標準様式): HL7 CDA R2,
/// its identifiers told apart by object identifiers under 1.2.392.200119.6.
struct CheckupDocument {
  struct Field {
    let column: [UInt8]
    let value: [UInt8]
  }

  private static let root = "1.2.392.200119.6."
  private static let identifiers: [(suffix: String, column: String)] = [
    ("101", "保険者番号"), ("204", "記号"), ("205", "番号"), ("211", "枝番"), ("102", "健診機関番号"),
    ("209.1", "受診券整理番号"), ("210", "利用券整理番号"),
  ]
  private static let mostResults = 400

  private let tree: ElementTree

  init(_ tree: ElementTree) { self.tree = tree }

  /// The columns of the person and of the results; nil when the document names nobody.
  var record: [Field]? {
    guard let document = children(of: 0, named: "ClinicalDocument").first,
      let target = children(of: document, named: "recordTarget").first
    else { return nil }
    var fields: [Field] = []
    addIdentifiers(of: document, to: &fields)
    addPerson(target, to: &fields)
    addEvent(of: document, to: &fields)
    addResults(of: document, to: &fields)
    return fields.contains { !$0.value.isEmpty } ? fields : nil
  }

  // MARK: Parts

  private func addIdentifiers(of document: Int, to fields: inout [Field]) {
    var found: [String: [UInt8]] = [:]
    for node in descendants(of: document) where nameIs(node, "id") {
      guard let oid = attribute("root", of: node), let value = attribute("extension", of: node), !value.isEmpty else {
        continue
      }
      let text = String(decoding: oid, as: UTF8.self)
      guard text.hasPrefix(Self.root) else { continue }
      let suffix = text.dropFirst(Self.root.count)
      for (known, column) in Self.identifiers
      where suffix == known || suffix.hasPrefix(known + ".") || isLong(known, suffix) {
        if found[column] == nil { found[column] = value }
      }
    }
    for (_, column) in Self.identifiers {
      if let value = found[column] { fields.append(Field(column: Array(column.utf8), value: value)) }
    }
  }

  /// The number of a voucher stands under an identifier that goes on with the insurer's number: `209.1` + 8 digits.
  private func isLong(_ known: String, _ suffix: Substring) -> Bool { known == "209.1" && suffix.hasPrefix(known) }

  private func addPerson(_ target: Int, to fields: inout [Field]) {
    let nodes = descendants(of: target)
    let patient = nodes.first { nameIs($0, "patient") }
    let inside = patient.map { descendants(of: $0) } ?? nodes
    for node in inside where nameIs(node, "name") {
      let name = personName(node)
      guard !name.isEmpty else { continue }
      fields.append(Field(column: Array((isKana(name) ? "氏名カナ" : "氏名").utf8), value: name))
    }
    if let birth = inside.first(where: { nameIs($0, "birthTime") }), let value = attribute("value", of: birth) {
      add("生年月日", value, to: &fields)
    }
    if let sex = inside.first(where: { nameIs($0, "administrativeGenderCode") }), let code = attribute("code", of: sex)
    {
      let words: [[UInt8]: String] = [[0x31]: "男", [0x32]: "女", [0x4D]: "男", [0x46]: "女"]
      add("性別", words[code].map { Array($0.utf8) } ?? code, to: &fields)
    }
    guard let address = nodes.first(where: { nameIs($0, "addr") }) else { return }
    if let postal = descendants(of: address).first(where: { nameIs($0, "postalCode") }) {
      add("郵便番号", tree.wholeText(of: postal), to: &fields)
    }
    add("住所", addressText(address), to: &fields)
    for node in nodes where nameIs(node, "telecom") {
      guard let value = attribute("value", of: node) else { continue }
      let text = String(decoding: value, as: UTF8.self)
      add("電話番号", Array((text.hasPrefix("tel:") ? String(text.dropFirst(4)) : text).utf8), to: &fields)
    }
  }

  private func addEvent(of document: Int, to fields: inout [Field]) {
    let event = descendants(of: document).first { nameIs($0, "serviceEvent") }
    let time = event.flatMap { descendants(of: $0).first { nameIs($0, "effectiveTime") } }
    guard let time else { return }
    let low = descendants(of: time).first { nameIs($0, "low") }
    if let value = attribute("value", of: time) ?? low.flatMap({ attribute("value", of: $0) }) {
      add("健診実施日", value, to: &fields)
    }
  }

  /// Each observation with a value: its name where the document gives one, else its item code.
  private func addResults(of document: Int, to fields: inout [Field]) {
    var count = 0
    for node in descendants(of: document) where nameIs(node, "observation") {
      guard count < Self.mostResults, let value = children(of: node, named: "value").first else { continue }
      let code = children(of: node, named: "code").first
      let text =
        attribute("displayName", of: value) ?? attribute("value", of: value) ?? attribute("code", of: value)
        ?? tree.wholeText(of: value)
      guard !text.isEmpty else { continue }
      let unit = attribute("unit", of: value).map { [0x20] + $0 } ?? []
      let name = code.flatMap { attribute("displayName", of: $0) ?? attribute("code", of: $0) } ?? []
      count += 1
      fields.append(Field(column: Array("検査結果 ".utf8) + name, value: text + unit))
    }
  }

  // MARK: Text

  private func add(_ column: String, _ value: [UInt8], to fields: inout [Field]) {
    if !value.isEmpty { fields.append(Field(column: Array(column.utf8), value: value)) }
  }

  /// Family and given name when they stand apart, else the text.
  private func personName(_ node: Int) -> [UInt8] {
    let parts = ["family", "given"].flatMap { children(of: node, named: $0) }.map { tree.wholeText(of: $0) }
    return parts.isEmpty ? tree.wholeText(of: node) : Array(parts.joined(separator: [0x20]))
  }

  /// The address without its postal code, which is an element in the midst of the text.
  private func addressText(_ address: Int) -> [UInt8] {
    var pieces: [[UInt8]] = []
    tree.eachChild(of: address) { child in
      if nameIs(child, "postalCode") || tree.nodes[child].kind == .attribute { return }
      let text = tree.wholeText(of: child)
      if !text.isEmpty { pieces.append(text) }
    }
    return Array(pieces.joined())
  }

  /// Katakana, full-width by the standard, half-width by habit, and nothing else.
  private func isKana(_ name: [UInt8]) -> Bool {
    String(decoding: name, as: UTF8.self).unicodeScalars.allSatisfy {
      (0x30A0...0x30FF).contains($0.value) || (0xFF61...0xFF9F).contains($0.value) || $0 == " " || $0.value == 0x3000
    }
  }

  // MARK: Tree

  private func nameIs(_ node: Int, _ name: StaticString) -> Bool {
    tree.isElement(node)
      && tree.name(of: node).elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  private func descendants(of node: Int) -> Range<Int> { min(node + 1, tree.end(of: node))..<tree.end(of: node) }

  private func children(of node: Int, named name: String) -> [Int] {
    tree.children(of: node).filter { tree.isElement($0) && tree.name(of: $0) == Array(name.utf8) }
  }

  private func attribute(_ name: StaticString, of node: Int) -> [UInt8]? {
    let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    for child in descendants(of: node) {
      guard tree.nodes[child].kind == .attribute else { return nil }
      if tree.name(of: child).elementsEqual(wanted) { return tree.wholeText(of: child) }
    }
    return nil
  }
}
