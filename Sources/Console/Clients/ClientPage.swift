import Accounts
import CanonicalForms
import Custody
import Wording

/// One client: what was agreed, what was received, where its people are now, and who looked.
struct ClientPage: Page {
  static let template = "client"
  static let readingsOnPage = 50
  /// Older ones are in the journal.
  static let mostPages = 200

  struct Device: Sendable {
    let name: String
    /// Empty for those who may not see devices.
    let href: String
    let certain: String
    let possible: String
    let sensitive: String
    let files: String
    let age: String
  }

  let heading: String
  let incidentsHref: String
  let lead: String
  let word: String
  let style: String
  let total: String
  let marks: [String]
  let agreements: [[String]]
  let devices: [Device]
  let deliveries: [[String]]
  let readings: [[String]]
  let pager: Pager

  init(
    _ client: Fleet.Client, held: [Fleet.Member], deliveries: [Delivery], readings: [Reading], pager: Pager,
    accounts: [String: Account], _ visit: Visit
  ) {
    let language = visit.language
    let words = ScopeWords(language: language)
    let time = PageTime(language: language, now: visit.now)
    let organisation = client.organisation
    heading = "\(organisation.id.text) \(organisation.name)"
    incidentsHref = Address.clientIncidents(organisation.id.text)
    let isOwn = !visit.may(.seeClients)
    lead = isOwn ? visit.text(.ownClientLead) : ""
    let word = ClientWord(client, at: visit.now)
    self.word = word.text(language)
    style = word.style
    total = language.text(.people, language.number(client.people))
    marks = organisation.variants + organisation.insurerNumbers + organisation.mailDomains
    agreements = client.agreements.map { agreement in
      [
        agreement.id, agreement.purpose, time.day(agreement.starts), agreement.lastDay ?? "–",
        time.day(agreement.retentionEnds.map { Moment(milliseconds: $0.milliseconds - 1) }),
        agreement.isRetentionOver(at: visit.now) == true
          ? language.text(.retentionOver) : language.text(agreement.term(at: visit.now).phrase),
      ]
    }
    devices = held.compactMap { member -> (Int, Device)? in
      guard let standing = member.standing,
        let part = standing.parts.first(where: { $0.organisation == organisation.id })
      else { return nil }
      return (
        part.possible,
        Device(
          // A client is told which machine, not what it is called in the office.
          name: isOwn ? member.device.id : words.device(member.device),
          href: visit.may(.seeDevices) ? Address.device(member.device.id) : "",
          certain: language.number(part.certain), possible: language.number(part.possible),
          sensitive: language.number(part.sensitive), files: language.number(part.files),
          age: time.ago(standing.lastWord))
      )
    }.sorted { $0.0 > $1.0 }.map(\.1)
    self.deliveries = deliveries.map { delivery in
      [
        delivery.id, delivery.agreement, time.day(delivery.received), language.number(delivery.people),
        delivery.fingerprint.map { String($0.description.prefix(16)) + "…" } ?? "–",
      ]
    }
    self.pager = pager
    let journal = JournalWords(language: language, accounts: [])
    self.readings = readings.map { reading in
      let account = accounts[reading.account]
      let subject =
        switch reading.subject {
        case .device(let id): id
        case .client, .list: ""
        }
      // To a client: in which role somebody looked, not who it is.
      let who =
        isOwn
        ? (account?.roles.map { $0.text(visit.language) }.sorted().joined(separator: ", ") ?? "–")
        : account.map { $0.name.isEmpty ? $0.login : $0.name } ?? reading.account
      return [time.minute(reading.at), who, journal.page(reading.page), subject]
    }
  }
}

extension ClientPage {
  /// Of the list of those who looked.
  static func pager(of id: Organisation.ID, _ asked: Int, of count: Int, _ visit: Visit) -> Pager {
    let count = min(count, mostPages * readingsOnPage)
    return Pager(Pager.number(String(asked), of: count), of: count, in: visit.language) {
      Address.with(Address.client(id.text), ["seen": $0]) + "#seen"
    }
  }
}

extension Agreement.Term {
  var phrase: Phrase {
    switch self {
    case .notYet: .termNotYet
    case .running: .termRunning
    case .ended: .termEnded
    case .unknown: .termUnknown
    }
  }
}
