/// The laptop of one employee.
struct Laptop {
  let population: Population
  let seed: UInt64

  func fill(_ folder: CaseFolder) throws {
    for client in population.clients {
      let lists = ClientLists(population: population, seed: seed, client: client)
      for year in client.hasSecondYear ? [2021, 2022] : [2021] { try writeMain(lists, year, folder) }
    }
    let collections = Collections(population: population, seed: seed)
    try collections.writeMerged(folder)
    try collections.writeStaff(folder)
    try collections.writeBookings(folder)
    try collections.writeResults(folder)
    try collections.writeForms(folder)
    try collections.writeSummary(folder)
    try collections.writeContacts(folder)
    try collections.writeLetters(folder)
    try collections.writeUnreadable(folder)
    try HarmlessFiles(seed: seed).write(folder, beneath: "ドキュメント/その他")
  }

  /// The list of a year, and what became of it over the years.
  private func writeMain(_ lists: ClientLists, _ year: Int, _ folder: CaseFolder) throws {
    var random = SeededGenerator(seed: seed, subject: 71, lists.client.number * 10 + year % 10)
    let listed = lists.main(year)
    let list = listed.list
    let bytes = list.bytes(as: listed.format, of: population, seed: seed)
    let home = Self.folders[lists.client.number % Self.folders.count] + "/\(year)年度/" + Self.folder(of: lists.client)
    try folder.add(
      home + "/" + listed.fileName, bytes, modified: list.made, people: list.members, fields: list.fields)
    if random.chance(perMille: 240) {
      // The same bytes under another name.
      let copy = random.pick([
        "\(home)/コピー ～ \(listed.fileName)", "\(home)/old/\(listed.fileName)", "\(home)/新しいフォルダー (2)/\(listed.fileName)",
        "デスクトップ/\(list.title) - コピー.\(listed.format.fileExtension)",
        "ダウンロード/\(list.title) (1).\(listed.format.fileExtension)",
      ])
      try folder.add(copy, bytes, modified: list.made, people: list.members, fields: list.fields)
    }
    if random.chance(perMille: 200) {
      // How it stood before the last applications came in.
      var earlier = list
      earlier.members = Array(list.members.prefix(list.members.count * random.int(in: 60...95) / 100))
      earlier.title += "_\(two(earlier.made.month))\(two(earlier.made.day))時点"
      try folder.add(
        home + "/old/\(earlier.title).csv", earlier.bytes(as: .delimited(.cp932), of: population, seed: seed),
        modified: list.made, people: earlier.members, fields: earlier.fields)
    }
  }

  static func folder(of client: Client) -> String { digits(client.number, 3) + "_" + client.shortName }

  private static let folders = ["ドキュメント/健診申込", "ドキュメント/健診申込", "ドキュメント/けんしんナビ", "デスクトップ/作業用"]
}
