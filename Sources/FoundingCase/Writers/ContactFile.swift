import JapaneseText

/// Contacts as vCard 3.0 (RFC 2426) in UTF-8, or 2.1 in Shift_JIS as mobile telephones exported them.
enum ContactFile {
  static func bytes(_ records: [PersonRecord], isOld: Bool) -> [UInt8] {
    var text = ""
    for record in records {
      let charset = isOld ? ";CHARSET=SHIFT_JIS" : ""
      let phonetic =
        isOld
        ? "SOUND;X-IRMC-N\(charset):\(halfWidthKana(record.familyKana));\(halfWidthKana(record.givenKana))"
        : "X-PHONETIC-LAST-NAME:\(record.familyKana)\r\nX-PHONETIC-FIRST-NAME:\(record.givenKana)"
      text += """
        BEGIN:VCARD\r
        VERSION:\(isOld ? "2.1" : "3.0")\r
        N\(charset):\(record.family);\(record.given);;;\r
        FN\(charset):\(record.name)\r
        \(phonetic)\r
        TEL;\(isOld ? "CELL" : "TYPE=CELL"):\(record.phone.plain)\r
        EMAIL:\(record.email)\r
        BDAY:\(record.birth.text(.hyphens))\r
        END:VCARD\r

        """
    }
    return (isOld ? TextFile.Coding.cp932 : .utf8).bytes(text)
  }
}
