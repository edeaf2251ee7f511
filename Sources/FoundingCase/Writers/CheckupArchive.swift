import Archives

/// The file exchange of the specific health check-ups (特定健診): a ZIP with an index, a summary and one HL7 CDA document
/// a person, results included. Names of files and object identifiers follow the ministry's specification (version 08).
struct CheckupArchive {
  let facility: String
  let insurerNumber: String
  let made: Day

  /// `[sender]_[receiver]_[date][split]_[kind]`, also the name of the folder inside.
  var name: String { "\(facility)_\(insurerNumber)_\(made.packed)0_1" }

  func bytes(_ records: [PersonRecord], _ random: inout SeededGenerator) -> [UInt8] {
    var zip = ZipFile(names: .utf8, made: made)
    zip.add(name + "/ix08_V08.xml", document("index", "<totalRecordCount value=\"\(records.count)\"/>"))
    zip.add(name + "/su08_V08.xml", document("summary", "<totalSubjectCount value=\"\(records.count)\"/>"))
    for (i, record) in records.enumerated() {
      zip.add(
        "\(name)/DATA/h\(facility)\(made.packed)01\(digits(i + 1, 6)).xml", Array(clinical(record, &random).utf8))
    }
    return zip.finished()
  }

  private func document(_ kind: String, _ extra: String) -> [UInt8] {
    Array(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <\(kind) xmlns="http://tokuteikenshin.jp/checkup/2007"><interactionType code="6"/><creationTime value="\(made.packed)"/>\
      <sender><id root="1.2.392.200119.6.102" extension="\(facility)"/></sender>\
      <receiver><id root="1.2.392.200119.6.101" extension="\(insurerNumber)"/></receiver>\(extra)</\(kind)>
      """.utf8)
  }

  private func clinical(_ record: PersonRecord, _ random: inout SeededGenerator) -> String {
    let results = [
      ("9N011000000000001", "BMI", "\(random.int(in: 17...33)).\(random.int(below: 10))", "kg/m2"),
      ("9A751000000000001", "収縮期血圧", "\(random.int(in: 98...166))", "mm[Hg]"),
      ("9A761000000000001", "拡張期血圧", "\(random.int(in: 55...99))", "mm[Hg]"),
      ("3F077000002327101", "LDLコレステロール", "\(random.int(in: 60...195))", "mg/dl"),
      ("3D046000001906202", "HbA1c", "\(random.int(in: 4...8)).\(random.int(below: 10))", "%"),
    ]
    let entries = results.map { code, name, value, unit in
      """
      <entry><observation classCode="OBS" moodCode="EVN"><code code="\(code)" codeSystem="1.2.392.200119.6.1005" \
      displayName="\(name)"/><value xsi:type="PQ" value="\(value)" unit="\(unit)"/></observation></entry>
      """
    }.joined()
    let prefix = "1.2.392.200119.6"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
      <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id nullFlavor="NI"/>\
      <code code="10" codeSystem="\(prefix).1001"/><effectiveTime value="\(made.packed)"/>\
      <recordTarget><patientRole>\
      <id root="\(prefix).101" extension="\(insurerNumber)"/>\
      <id root="\(prefix).204" extension="\(fullWidth(record.symbol))"/>\
      <id root="\(prefix).205" extension="\(fullWidth(record.number))"/>\
      <addr><postalCode>\(record.postalCode.prefix(3))-\(record.postalCode.dropFirst(3))</postalCode>\(record.address)</addr>\
      <patient><name>\(record.familyKana)　\(record.givenKana)</name>\
      <administrativeGenderCode code="\(record.isFemale ? 2 : 1)" codeSystem="\(prefix).1104"/>\
      <birthTime value="\(record.birth.packed)"/></patient></patientRole></recordTarget>\
      <component><structuredBody><component><section><code code="01010" codeSystem="\(prefix).1010"/>\
      <title>検査・問診結果セクション</title>\(entries)</section></component></structuredBody></component></ClinicalDocument>

      """
  }
}
