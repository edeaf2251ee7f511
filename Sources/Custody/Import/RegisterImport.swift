import CanonicalForms
import Cryptography
import JapaneseText
import PersonalData
import Storage

/// Imports registers from tables. A whole file is taken or nothing of it: every row is read before the first is written.
package struct RegisterImport {
  let custody: Custody
  /// Reads a CSV or XLSX file into rows of cells.
  let readTable: (_ path: String) throws -> [[String]]
  /// Reads a file that holds people, for deliveries and rosters.
  private let readProfile: (_ path: String) throws -> ContentProfile

  package init(
    _ custody: Custody, readTable: @escaping (_ path: String) throws -> [[String]],
    readProfile: @escaping (_ path: String) throws -> ContentProfile
  ) {
    self.custody = custody
    self.readTable = readTable
    self.readProfile = readProfile
  }

  /// - Returns: the number of organisations.
  package func organisations(from path: String, at time: Moment = .now) throws -> Int {
    let table = try RegisterTable(
      try readTable(path), file: path,
      columns: [
        .init(
          "id", "団体番号", "団体ID", "団体コード", "番号", "コード", "no", "client", "client_id", "organisation", isRequired: true),
        .init("name", "名称", "団体名", "組合名", "氏名又は名称", "client_name", isRequired: true),
        .init("kind", "種別", "区分", "type"),
        .init("variants", "別名", "略称", "表記ゆれ", "別表記", "variant", "aliases", "short_name"),
        .init("insurer_numbers", "保険者番号", "insurer_number", "insurer"),
        .init("mail_domains", "メールドメイン", "ドメイン", "mail_domain", "domain", "email_domain"),
      ])
    let kinds: [String: Organisation.Kind] = [
      "": .client, "client": .client, "委託元": .client, "contractor": .contractor, "委託先": .contractor,
      "再委託先": .contractor, "operator": .operator, "自社": .operator, "当社": .operator, "運営者": .operator,
    ]
    let found = try table.rows.map { row in
      let kind = row.optional("kind") ?? ""
      guard let kind = RegisterTable.value(kind, in: kinds) else {
        throw row.failure("kind", "\(kind) is none of client, contractor, operator (委託元、委託先、自社)")
      }
      let numbers = try row.list("insurer_numbers").map { text in
        let number = Folding.foldText(text)
        guard number.allSatisfy({ $0.isASCII && $0.isNumber }), (6...8).contains(number.count) else {
          throw row.failure("insurer_numbers", "\(text) is no insurer number of up to 8 digits")
        }
        return String(repeating: "0", count: 8 - number.count) + number
      }
      return Organisation(
        id: .init(try row.required("id")), name: try row.required("name"), kind: kind, variants: row.list("variants"),
        insurerNumbers: numbers, mailDomains: row.list("mail_domains"))
    }
    try custody.register(found, at: time)
    return found.count
  }

  /// - Returns: the number of agreements.
  package func agreements(from path: String, at time: Moment = .now) throws -> Int {
    let table = try RegisterTable(
      try readTable(path), file: path,
      columns: [
        .init("client", "団体番号", "委託元", "団体ID", "団体コード", "client_id", "団体名", "client_name", isRequired: true),
        .init("id", "契約番号", "契約ID", "agreement", "agreement_id"),
        .init("contractor", "委託先", "contractor_id"),
        .init("purpose", "目的", "委託業務", "業務", "件名"),
        .init("from", "開始日", "契約開始日", "開始", "start", "starts"),
        .init("until", "終了日", "契約終了日", "満了日", "終了", "end", "ends", "to"),
        .init("retention", "保存期限", "保存期間", "廃棄期限", "削除期限", "retention_until", "retain_until"),
      ], oneOf: ["id", "from", "until"])
    let organisations = try custody.organisations()
    let found = try table.rows.map { row in
      let client = try Self.organisation(try row.required("client"), among: organisations, row, "client")
      let contractor = try row.optional("contractor").map {
        try Self.organisation($0, among: organisations, row, "contractor")
      }
      return Agreement(
        id: row.optional("id") ?? "\(client)-\(row.line)", client: client, contractor: contractor,
        purpose: row.optional("purpose") ?? "", starts: try Self.date(row, "from"),
        ends: try Self.date(row, "until", isLastDay: true),
        retentionEnds: try Self.date(row, "retention", isLastDay: true))
    }
    try custody.register(found, at: time)
    return found.count
  }

  /// - Returns: the number of devices.
  package func devices(from path: String, at time: Moment = .now) throws -> Int {
    let table = try RegisterTable(
      try readTable(path), file: path,
      columns: [
        .init("id", "端末番号", "管理番号", "資産番号", "端末ID", "媒体番号", "device", "device_id", "asset", isRequired: true),
        .init("label", "名称", "端末名", "機器名", "name", "hostname"),
        .init("kind", "種別", "種類", "区分", "type"),
        .init("holder", "所持者", "使用者", "利用者", "管理者", "user", "owner"),
        .init("status", "状態", "ステータス"),
      ])
    let kinds: [String: Device.Kind] = [
      "": .other, "laptop": .laptop, "ノートpc": .laptop, "ノートパソコン": .laptop, "pc": .laptop, "share": .share,
      "共有": .share, "共有フォルダ": .share, "共有フォルダー": .share, "サーバ": .share, "サーバー": .share,
      "server": .share, "usb": .usb, "usbメモリ": .usb, "usbメモリー": .usb, "other": .other, "その他": .other,
    ]
    let states: [String: Device.Status] = [
      "": .inUse, "in_use": .inUse, "使用中": .inUse, "stored": .stored, "保管": .stored, "保管中": .stored,
      "lost": .lost, "紛失": .lost, "retired": .retired, "廃棄": .retired, "返却": .retired,
    ]
    let found = try table.rows.map { row in
      guard let kind = RegisterTable.value(row.optional("kind") ?? "", in: kinds) else {
        throw row.failure("kind", "none of laptop, share, usb, other (ノートPC、共有、USB、その他)")
      }
      guard let status = RegisterTable.value(row.optional("status") ?? "", in: states) else {
        throw row.failure("status", "none of in_use, stored, lost, retired (使用中、保管、紛失、廃棄)")
      }
      return Device(
        id: try row.required("id"), label: row.optional("label") ?? "", kind: kind, holder: row.optional("holder"),
        status: status)
    }
    try custody.register(found, at: time)
    return found.count
  }

  /// - Returns: the number of deliveries. A row with a file is read: its people become known.
  package func deliveries(from path: String, at time: Moment = .now) throws -> Int {
    let table = try RegisterTable(
      try readTable(path), file: path,
      columns: [
        .init("id", "受領番号", "受領ID", "delivery", "delivery_id", isRequired: true),
        .init("agreement", "契約番号", "契約ID", "agreement_id", isRequired: true),
        .init("received", "受領日", "受領日時", "date"),
        .init("fingerprint", "指紋", "ハッシュ", "sha256", "sha-256"),
        .init("file", "ファイル", "path"),
        .init("people", "件数", "人数", "count"),
      ])
    let known = Set(try custody.agreements().map(\.id))
    let found = try table.rows.map { row in
      let agreement = try row.required("agreement")
      guard known.contains(agreement) else { throw row.failure("agreement", "no agreement \(agreement) is registered") }
      var delivery = Delivery(
        id: try row.required("id"), agreement: agreement, received: try Self.date(row, "received"))
      if let text = row.optional("fingerprint") {
        guard let digest = SHA256Digest(hex: text) else {
          throw row.failure("fingerprint", "not 64 hexadecimal digits")
        }
        delivery.fingerprint = digest
      }
      if let text = row.optional("people") {
        guard let people = Int(Folding.foldText(text).filter { $0 != "," }), people >= 0 else {
          throw row.failure("people", "not a number")
        }
        delivery.people = people
      }
      return (delivery, try row.optional("file").map(readProfile))
    }
    for (delivery, profile) in found { try custody.register(delivery, profile: profile, at: time) }
    return found.count
  }

  /// Takes the people of a file as a client's members.
  /// - Returns: the number of people.
  package func roster(of client: Organisation.ID, from path: String, at time: Moment = .now) throws -> Int {
    let profile = try readProfile(path)
    try custody.registerRoster(of: client, profile, at: time)
    return profile.people
  }

  /// By id, or else by name.
  private static func organisation(
    _ text: String, among organisations: [Organisation], _ row: RegisterTable.Row, _ column: String
  ) throws -> Organisation.ID {
    if let known = organisations.first(where: { $0.id.text == text }) { return known.id }
    let folded = NameIndex.fold(text)
    let named = organisations.filter { ([$0.name] + $0.variants).contains { NameIndex.fold($0) == folded } }
    guard let only = named.first, named.count == 1 else {
      throw row.failure(column, named.isEmpty ? "no organisation \(text) is registered" : "\(text) names several")
    }
    return only.id
  }

  /// A day in any style that documents have. The last day counts whole: the moment is the start of the next one.
  private static func date(_ row: RegisterTable.Row, _ column: String, isLastDay: Bool = false) throws -> Moment? {
    guard let text = row.optional(column) else { return nil }
    guard let day = LimitDay(typed: text) else { throw row.failure(column, "\(text) is not a date") }
    return isLastDay ? day.end : day.start
  }
}
