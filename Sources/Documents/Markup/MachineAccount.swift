/// Records of accounts that programs act under, as the record itself says: nobody's.
enum MachineAccount {
  private static let longestKey = 40

  static func isOne(_ record: RecordTable.Record) -> Bool {
    record.contains { key, value in
      guard key.count <= longestKey, value.count <= 40, !value.isEmpty else { return false }
      let last = key.split(separator: UInt8(ascii: ".")).last ?? key[...]
      let word = String(
        decoding: last.lazy.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }, as: UTF8.self
      )
      .lowercased()
      let text = String(decoding: value, as: UTF8.self).lowercased()
      if marks.contains(word) { return text == "true" || text == "1" || text == "yes" }
      // Of programs that have accounts everywhere; Talbot and Cabot are surnames.
      if word == "name" || word == "realname" || word == "login" {
        return text == "slackbot" || text == "dependabot" || text.hasSuffix("[bot]")
      }
      return kinds.contains(word) && (text == "bot" || text == "serviceaccount" || text == "service_account")
    }
  }

  private static let marks: Set<String> = ["isbot", "bot", "isserviceaccount", "isrobot", "ismachine", "issystem"]
  private static let kinds: Set<String> = ["type", "accounttype", "usertype", "kind"]
}
