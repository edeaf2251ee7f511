/// What holds within one group of an RTF file and ends with it.
struct RTFGroup {
  /// Where the text of the group belongs (RTF 1.9.1, "Destinations").
  enum Destination {
    case body
    /// Letterhead: headers and footers of pages.
    case heading
    /// Notes and comments, which stand beside the running text.
    case aside
    /// Text boxes.
    case box
    /// Title, subject and company of the document.
    case property
    case instruction, object, picture
    case fonts
    /// Text does not count, further groups within may.
    case shape, tableProperties, info
    /// Nothing within counts.
    case skipped
  }

  var destination = Destination.body
  /// Characters that stand behind `\uN` for those who cannot read it.
  var fallback = 1
  var font: Int?
  /// Tables that the paragraph stands in, as `\intbl` and `\itapN` say.
  var isInTable = false
  var nesting = 1
  /// The next group within is what older programs read instead of the one after it.
  var skipsNext = false
  /// This group was opened as the destination that it has.
  var isBeginning = true
  /// `\*` was its first token: who does not know the word behind it skips the group.
  var isIgnorable = false

  /// The group that opens within this one.
  func inner() -> RTFGroup {
    var group = self
    group.isBeginning = true
    group.isIgnorable = false
    group.skipsNext = false
    if skipsNext { group.destination = .skipped }
    return group
  }

  /// What a word makes of the group whose first word it is; nil when it is no destination.
  static func destination(_ word: String) -> Destination? {
    switch word {
    case "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf": .heading
    case "footnote", "annotation", "atnauthor": .aside
    case "shptxt", "dptxbxtext": .box
    case "title", "subject", "company", "keywords", "category": .property
    case "fldinst": .instruction
    case "objdata": .object
    case "pict": .picture
    case "fonttbl": .fonts
    case "shpinst", "do", "background": .shape
    case "nesttableprops": .tableProperties
    case "info": .info
    case "colortbl", "stylesheet", "filetbl", "listtable", "listoverridetable", "nonshppict", "shprslt", "listtext",
      "pntext", "nonesttables", "tc", "tcn", "xe", "author", "operator", "manager", "doccomm", "hlinkbase",
      "creatim", "revtim", "printim", "buptim", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "sp",
      "objclass", "objname", "ffdeftext", "datafield":
      .skipped
    default: nil
    }
  }

  /// Words that are written with `\*` and whose group goes on as the one around it.
  static let transparent: Set<String> = ["shppict", "ud", "objalias", "txbxtext", "moveto", "movefrom"]
}
