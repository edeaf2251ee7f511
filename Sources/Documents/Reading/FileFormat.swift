import Contents

/// The kinds of file that Hikae reads, and the reader of each.
package enum FileFormat: String, Sendable, CaseIterable {
  case text, html, xml, json, vcard, calendar, eml, mbox
  case xlsx, docx, pptx, zip
  case xls, oleOther = "ole"
  case pdf, sqlite
  /// A dump of a database as SQL statements.
  case sql
  case unknown
  /// Known to hold no text that Hikae could read people from (programs, fonts, sound): not a gap, and not read.
  case inert
}
