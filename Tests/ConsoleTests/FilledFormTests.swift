import Testing

@testable import Console

/// A page whose form says again what was typed.
@Suite("Console: filled forms") struct FilledFormTests {
  private static let page = """
    <body><main id="main" tabindex="-1"><details><summary>…</summary>
    <form method="post" action="/a"><input type="hidden" name="csrf" value="x"><input type="hidden" name="act" value="one"><input name="words"></form></details>
    <details open><form method="post" action="/a#here" class="wide"><input type="hidden" name="csrf" value="x"><input type="hidden" name="act" value="two">
    <input name="words" value="old&quot;\u{338}" maxlength="9"><input name="words"><textarea name="text">old</textarea>
    <select name="kind"><option value="a" selected>A</option><option value="b">B</option><option>C</option></select>
    <input type="checkbox" name="box" value="1" checked><input type="checkbox" name="box" value="2">
    <input type="password" name="password"><button name="go" value="yes">Go</button></form></details></main></body>
    """

  private static func fill(_ fields: [(name: String, value: String)], action: String = "/a") -> String? {
    FilledForm.fill(page, action: action, fields: fields, notice: "back <")
  }

  @Test func everyKindOfFieldIsFilled() throws {
    let html = try #require(
      Self.fill([
        ("act", "two"), ("words", "\"\u{338}><b>"), ("words", "2"), ("text", "\r\n<&>\ttab"), ("kind", "C"),
        ("box", "2"), ("go", "yes"),
      ]))
    #expect(html.contains("<input value=\"&quot;\u{338}&gt;&lt;b&gt;\" name=\"words\" maxlength=\"9\">"))
    #expect(html.contains("<input value=\"2\" name=\"words\">"))
    #expect(html.contains("<textarea name=\"text\">\n\r\n&lt;&amp;&gt;\ttab</textarea>"))
    #expect(html.contains("<option value=\"a\">A</option>") && html.contains("<option selected>C</option>"))
    #expect(html.contains("<input type=\"checkbox\" name=\"box\" value=\"1\">"))
    #expect(html.contains("<input checked type=\"checkbox\" name=\"box\" value=\"2\">"))
    // The other form stays as it was, and closed.
    #expect(html.contains("<details><summary>") && html.contains("value=\"one\"><input name=\"words\">"))
    #expect(html.contains("<form id=\"kept\" method=\"post\" action=\"/a#here\""))
    #expect(html.contains("tabindex=\"-1\">\n<p class=\"notice\" role=\"status\"><a href=\"#kept\">back &lt;</a></p>"))
  }

  @Test func whatIsFoldedUpOpens() throws {
    let html = try #require(Self.fill([("act", "one"), ("words", "w")]))
    #expect(html.contains("<details open><summary>"))
  }

  /// A form that would do something else than what was sent is not filled.
  @Test func anotherFormIsLeft() {
    #expect(Self.fill([("act", "three"), ("words", "w")]) == nil)
    #expect(Self.fill([("words", "w")]) == nil)
    #expect(Self.fill([("act", "one"), ("words", "w"), ("more", "m")]) == nil)
    #expect(Self.fill([("act", "one")], action: "/b") == nil)
    #expect(
      FilledForm.fill("<form method=\"post\" action=\"/a\"><input name=\"a", action: "/a", fields: [], notice: "")
        == nil)
  }
}
