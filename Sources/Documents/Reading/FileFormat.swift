import Contents

/// The kinds of file that Hikae reads, and the reader of each.
package enum FileFormat: String, Sendable, CaseIterable {
  /// Text whose fields are filled up with zero bytes.
  case padded
  case text, html, xml, json, vcard, calendar, eml, mbox
  case xlsx, xlsb, docx, pptx, zip
  /// Texts, sheets and slides of OpenDocument.
  case odf
  /// Containers other than ZIP, and packed streams: what libarchive reads.
  case archive
  /// Office before 2007, and messages of Outlook.
  case xls, doc, ppt, msg, oleOther = "ole"
  case rtf, tnef
  /// Where Outlook keeps all mail of a person.
  case pst
  case pdf, sqlite, access, dbf
  /// A dump of a database as SQL statements.
  case sql
  case yaml
  /// INI, TOML, properties.
  case settings
  /// What directories are exported in.
  case ldif
  /// Messages between hospitals, HL7 version 2.
  case hl7
  /// Claims of hospitals and pharmacies to health insurers (レセプト電算処理).
  case claims
  /// Codes of medication notebooks and of printed prescriptions (JAHIS).
  case prescriptions
  /// Medical images and directories of them (DICOM), and what programs print of their attributes.
  case imageObject, imageListing
  /// Accounts of a Unix system.
  case accounts
  /// Lines with records in them.
  case log
  case unknown
  /// Known to hold no text that Hikae could read people from (programs, fonts, sound): not a gap, and not read.
  case inert
}
