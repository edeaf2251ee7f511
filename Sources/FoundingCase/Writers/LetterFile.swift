import Archives

/// A letter as a word processor saves it (Office Open XML).
enum LetterFile {
  static func bytes(_ paragraphs: [String], made: Day) -> [UInt8] {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    let body = paragraphs.map {
      "<w:p><w:r><w:t xml:space=\"preserve\">\(WorkbookFile.escaped($0))</w:t></w:r></w:p>"
    }.joined()
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    let types = """
      \(head)<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Override PartName="/word/document.xml" ContentType="\(kind)"/></Types>
      """
    var zip = ZipFile(names: .utf8, made: made)
    zip.add("[Content_Types].xml", Array(types.utf8))
    zip.add("_rels/.rels", Array(WorkbookFile.relations([("rId1", "officeDocument", "word/document.xml")]).utf8))
    zip.add(
      "word/document.xml",
      Array("\(head)<w:document xmlns:w=\"\(main)\"><w:body>\(body)<w:sectPr/></w:body></w:document>".utf8))
    return zip.finished()
  }
}
