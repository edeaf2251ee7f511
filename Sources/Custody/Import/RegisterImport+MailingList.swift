import CanonicalForms
import JapaneseText
import PersonalData

extension RegisterImport {
  /// Reads a client's list of people with addresses. Nothing is recorded.
  ///
  /// Whoever stands in it is recognised as a scan would; who is not has no tokens, and cannot be found on a device.
  /// - Parameter day: that ages are counted to.
  /// - Throws: `CustodyFailure` with the code `table` for a file without names and addresses, or with a standing that is
  ///   none.
  package func mailingList(from path: String, asOf day: CivilDate) throws -> MailingList {
    let cells = try readTable(path)
    let table = try RegisterTable(
      cells, file: path,
      columns: [
        .init("name", "氏名", "名前", "お名前", "本人氏名", "被保険者氏名", "full_name"),
        .init("family_name", "姓", "氏", "last_name", "surname"),
        .init("given_name", "名", "first_name"),
        .init("postcode", "郵便番号", "〒", "郵便", "zip", "postal_code", "postal code"),
        .init("address", "住所", "現住所", "住所1", "住所１", "address1", "送付先住所", isRequired: true),
        .init("address2", "住所2", "住所２", "方書", "建物", "建物名", "マンション名"),
        .init("address3", "住所3", "住所３"),
        .init("standing", "状態", "区分", "在籍区分", "status"),
      ], oneOf: ["name", "family_name"])
    var keys: [Int: [IdentityKey]] = [:]
    for person in RowPeople.keys(in: cells, asOf: day) { keys[person.row] = person.keys }
    let rows = try table.rows.map { row in
      let word = row.optional("standing") ?? ""
      guard let standing = RegisterTable.value(word, in: Self.standings) else {
        throw row.failure("standing", "is none of current, unreachable, left, deceased (在籍、宛先不明、退職、死亡)")
      }
      let address = ["address", "address2", "address3"].compactMap { row.optional($0).map(Self.oneLine) }
      return MailingList.Row(
        line: row.line, name: Self.oneLine(Self.name(of: row)), postcode: Self.oneLine(row.optional("postcode") ?? ""),
        address: address, standing: address.isEmpty && standing == .current ? .unreachable : standing,
        tokens: (keys[row.line - 1] ?? []).map(custody.tokeniser.token(for:)))
    }
    guard rows.contains(where: { !$0.tokens.isEmpty }) else {
      throw CustodyFailure(
        .table, "\(path): nobody in it can be recognised; names with birth dates or insurance numbers are needed")
    }
    return MailingList(rows: rows)
  }

  private static func name(of row: RegisterTable.Row) -> String {
    if let whole = row.optional("name") { return whole }
    return [row.optional("family_name"), row.optional("given_name")].compactMap(\.self).joined(separator: " ")
  }

  /// Cells may hold line breaks; an address line may not.
  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }

  private static let standings: [String: MailingList.Standing] = [
    "": .current, "current": .current, "在籍": .current, "加入中": .current, "有効": .current, "現役": .current,
    "unreachable": .unreachable, "宛先不明": .unreachable, "宛所不明": .unreachable, "転居先不明": .unreachable,
    "住所不明": .unreachable, "left": .left, "退職": .left, "脱退": .left, "資格喪失": .left, "喪失": .left, "退会": .left,
    "deceased": .deceased, "死亡": .deceased, "逝去": .deceased,
  ]
}
