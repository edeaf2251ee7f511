/// Records of two years of lists with the person each belongs to: to measure how well records are joined into people.
package struct ResolutionSet: Sendable {
  /// What one list says of one person; nil where the list has no such column.
  package struct Record: Sendable, Equatable {
    /// The person it belongs to: the truth.
    package var person: Int
    /// Client number and year: one list each.
    package var client: Int
    package var year: Int
    /// As typed in the list: `齋藤　花子`, `ｻｲﾄｳ ﾊﾅｺ`.
    package var name: String?
    package var kana: String?
    /// yyyymmdd.
    package var birth: Int32?
    /// Digits with the leading zero.
    package var phone: String?
    package var email: String?
    package var address: String?
    package var insurerNumber: String?
    package var symbol: String?
    package var number: String?
  }

  package private(set) var records: [Record] = []

  /// Every record of the clients' main lists of both years.
  package init(of founding: FoundingCase) {
    let population = founding.population
    for client in population.clients {
      let lists = ClientLists(population: population, seed: founding.seed, client: client)
      for year in client.hasSecondYear ? [2021, 2022] : [2021] {
        let list = lists.main(year).list
        for id in list.members { records.append(Self.record(of: id, in: list, population)) }
      }
    }
  }

  private static func record(of id: Int, in list: PeopleList, _ population: Population) -> Record {
    let record = population.record(of: id, year: list.year)
    let has = Set(list.items)
    // A spouse in the insured person's row is listed with that row's telephone.
    var phone = record.phone
    let person = population.people[id]
    if has.contains(.spouseName), person.branch == 1, let head = person.head {
      phone = population.record(of: head, year: list.year).phone
    }
    return Record(
      person: id, client: list.client?.number ?? 0, year: list.year,
      name: has.contains(.name) || has.contains(.family) ? list.style.name(record) : nil,
      kana: has.contains(.kana) || has.contains(.familyKana) ? list.style.kana(record) : nil,
      birth: record.birth.packed,
      phone: has.contains(.phone) ? phone.plain : nil, email: has.contains(.email) ? record.email : nil,
      address: has.contains(.address) || has.contains(.address1) ? record.address : nil,
      insurerNumber: has.contains(.insurerNumber) ? list.client?.insurerNumber : nil,
      symbol: has.contains(.symbol) ? record.symbol : nil, number: has.contains(.number) ? record.number : nil)
  }
}
