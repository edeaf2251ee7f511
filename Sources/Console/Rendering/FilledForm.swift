/// A page of ours in which one form says again what was typed into it: found by where it goes and what it carries along
/// unseen, filled by the names of its fields.
///
/// Only what this program renders is read: tags are closed and values quoted. Bytes, not characters: to Swift a quotation
/// mark with a combining mark after it is another character, to a browser it is the end of an attribute.
struct FilledForm {
  private let html: [UInt8]
  private let tags: [HTMLTag]
  private var edits: [(place: Range<Int>, text: String)] = []

  /// The anchor of the form that was filled.
  static let anchor = "kept"

  private init(_ html: String) {
    self.html = Array(html.utf8)
    tags = HTMLTag.all(in: self.html)
  }

  /// - Parameters:
  ///   - action: where the form goes.
  ///   - fields: what it said, in the order in which it said it.
  ///   - notice: stands at the head of the page.
  /// - Returns: nil when the page has no such form, or it asks for something else by now.
  static func fill(
    _ html: String, action: String, fields: [(name: String, value: String)], notice: String
  ) -> String? {
    var page = FilledForm(html)
    guard let form = page.form(to: action, fields) else { return nil }
    page.openDetails(around: form)
    page.fill(form, fields)
    page.tell(notice, of: form)
    return page.text
  }

  /// The tags of the first form that fits: what it carries unseen is what was sent, and it has a control for all else.
  private func form(to action: String, _ fields: [(name: String, value: String)]) -> Range<Int>? {
    for (index, tag) in tags.enumerated() where tag.name == "form" && !tag.isEnd {
      guard tag["method"]?.lowercased() == "post", let goes = tag["action"],
        goes.prefix(while: { $0 != "#" }) == action,
        let end = tags[index...].firstIndex(where: { $0.name == "form" && $0.isEnd })
      else { continue }
      let controls = tags[index..<end].filter { Self.controls.contains($0.name) && !$0.isEnd }
      let names = Set(controls.compactMap { $0["name"] })
      let unseen = controls.filter { $0["type"] == "hidden" && $0["name"] != "csrf" }
      let isSame = unseen.allSatisfy { one in
        fields.contains { $0.name == one["name"] && $0.value == one["value"] ?? "" }
      }
      if isSame, fields.allSatisfy({ names.contains($0.name) }) { return index..<end }
    }
    return nil
  }

  private static let controls: Set<String> = ["input", "textarea", "select", "button"]

  /// What is folded up shows what was typed into it.
  private mutating func openDetails(around form: Range<Int>) {
    var open: [HTMLTag] = []
    for tag in tags[..<form.lowerBound] where tag.name == "details" {
      if tag.isEnd { _ = open.popLast() } else { open.append(tag) }
    }
    for tag in tags[form] where tag.name == "details" && !tag.isEnd { open.append(tag) }
    for tag in open where tag["open"] == nil { add(" open", to: tag) }
  }

  private mutating func fill(_ form: Range<Int>, _ fields: [(name: String, value: String)]) {
    var left = Dictionary(grouping: fields, by: \.name).mapValues { $0.map(\.value)[...] }
    var select: [String]?
    for index in form {
      let tag = tags[index]
      if tag.name == "select" { select = tag.isEnd ? nil : tag["name"].map { name in fields.all(name) } }
      guard !tag.isEnd else { continue }
      if tag.name == "option", let chosen = select {
        choose(tag, "selected", chosen.contains(tag["value"] ?? textAfter(index).trimmed))
      }
      guard let name = tag["name"], tag.name == "input" || tag.name == "textarea" else { continue }
      switch tag["type"] ?? "text" {
      case "hidden", "password", "file", "submit": continue
      case "checkbox", "radio": choose(tag, "checked", fields.all(name).contains(tag["value"] ?? "on"))
      default:
        guard let value = left[name]?.popFirst() else { continue }
        if tag.name == "textarea" {
          // A browser drops one line break at the start.
          replaceText(after: index, by: "\n" + HTMLTag.escaped(value))
        } else {
          if let former = tag.range(of: "value") { edits.append((former, "")) }
          add(" value=\"\(HTMLTag.escaped(value))\"", to: tag)
        }
      }
    }
  }

  private mutating func tell(_ notice: String, of form: Range<Int>) {
    let tag = tags[form.lowerBound]
    let anchor = tag["id"] ?? Self.anchor
    if tag["id"] == nil { add(" id=\"\(anchor)\"", to: tag) }
    guard let main = tags.first(where: { $0.name == "main" }) else { return }
    let link = "<a href=\"#\(HTMLTag.escaped(anchor))\">\(HTMLTag.escaped(notice))</a>"
    edits.append((main.place.upperBound..<main.place.upperBound, "\n<p class=\"notice\" role=\"status\">\(link)</p>"))
  }

  private mutating func choose(_ tag: HTMLTag, _ attribute: String, _ isChosen: Bool) {
    if isChosen, tag[attribute] == nil { add(" " + attribute, to: tag) }
    if !isChosen, let former = tag.range(of: attribute) { edits.append((former, "")) }
  }

  private mutating func add(_ text: String, to tag: HTMLTag) {
    edits.append((tag.nameEnd..<tag.nameEnd, text))
  }

  /// Up to the next tag.
  private func textAfter(_ index: Int) -> (place: Range<Int>, trimmed: String) {
    let start = tags[index].place.upperBound
    let end = index + 1 < tags.count ? tags[index + 1].place.lowerBound : html.count
    let text = HTMLTag.unescaped(html[start..<end])
    return (start..<end, text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  private mutating func replaceText(after index: Int, by text: String) { edits.append((textAfter(index).place, text)) }

  private var text: String {
    var out: [UInt8] = []
    var place = 0
    // In the order of the page; of those at one place, in the order in which they were made.
    for edit in edits.enumerated().sorted(by: {
      ($0.element.place.lowerBound, $0.offset) < ($1.element.place.lowerBound, $1.offset)
    }).map(\.element) {
      out += html[place..<edit.place.lowerBound]
      out += Array(edit.text.utf8)
      place = edit.place.upperBound
    }
    out += html[place...]
    return String(decoding: out, as: UTF8.self)
  }
}

extension [(name: String, value: String)] {
  fileprivate func all(_ name: String) -> [String] { filter { $0.name == name }.map(\.value) }
}
