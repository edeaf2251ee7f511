import CanonicalForms
import Cryptography
import Custody
import JapaneseText
import Letterpress
import Storage
import Wording

extension Incidents {
  // MARK: Address lists

  /// Keeps a client's address list, sealed, until a day. A later list of the client takes the place of this one.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `closed`; `CustodyFailure` when no such client is registered.
  @discardableResult
  package func take(
    _ list: MailingList, of client: Organisation.ID, in id: String, eraseAt: Moment, vault: LetterVault, at time: Moment
  ) throws -> RecordedMailingList {
    guard try custody.organisations().contains(where: { $0.id == client }) else {
      throw CustodyFailure(.unknownOrganisation, "no organisation \(client) is registered")
    }
    return try store.write { session in
      try IncidentRegister(session: session).requireOpen(id)
      let former = try LetterRegister(session: session).lists(of: id).filter { $0.client == client }
      let recorded = RecordedMailingList(
        client: client, number: (former.last?.number ?? 0) + 1, takenAt: time, lines: list.rows.count,
        recognised: list.rows.count { !$0.tokens.isEmpty }, eraseAt: eraseAt, isErased: false)
      let sealed = try vault.seal(list.bytes, for: Self.place(recorded, in: id))
      try append(LetterRegister.taken(recorded, sealed: sealed, in: id), at: time, in: session)
      return recorded
    }
  }

  static func place(_ list: RecordedMailingList, in id: String) -> String {
    "mailing-list|\(id)|\(list.client)|\(list.number)"
  }

  /// By client and number.
  package func mailingLists(of id: String) throws -> [RecordedMailingList] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return try LetterRegister(session: session).lists(of: id)
    }
  }

  /// Clients whose newest list is still there; nil when there are none.
  package func clientsWithLists(of id: String, at time: Moment) throws -> Set<Organisation.ID>? {
    let newest = Dictionary(try mailingLists(of: id).map { ($0.client, $0) }, uniquingKeysWith: { $1 })
    let clients = Set(newest.values.filter { $0.isThere(at: time) }.map(\.client))
    return clients.isEmpty ? nil : clients
  }

  // MARK: Making

  /// Makes letters to everybody on the newest address lists who is concerned by the loss as it stands, and can be written
  /// to. They lie sealed until somebody else releases them.
  ///
  /// - Parameters:
  ///   - clients: whose people are written to; nil takes every client that gave a list.
  ///   - isAddition: the newest lists name only people who were missing: whoever has a letter that did not come back gets no
  ///     second one, and the batch counts beside what was released before. The lists of those letters must still be there.
  ///   - dataFolder: where the sealed letters will lie.
  ///   - clock: what time it is; making takes minutes, and the day of a list may come meanwhile.
  ///   - progress: gets how many of how many letters are made, now and then.
  /// - Throws: `ResponseFailure`: `no_mailing_list` when there is none, or its day has come; `no_letters`, `foreign_name`;
  ///   `not_released` when there is nothing to add to, or what was made before still waits;
  ///   `busy` while others are made; `not_ready` when the letters as such cannot be printed. Then nothing is recorded and
  ///   nothing is kept.
  @discardableResult
  package func makeLetters(
    of id: String, to clients: Set<Organisation.ID>? = nil, addingToReleased isAddition: Bool = false,
    from sender: LetterSender, envelope: EnvelopeProfile = .long3, vault: LetterVault, dataFolder: String,
    in language: Language, clock: @escaping () -> Moment, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> LetterBatch {
    guard let lease = try LetterLease.take(id, in: store, clock: clock) else {
      throw ResponseFailure(.busy, "letters of \(id) are being made")
    }
    let result = Result {
      try pressLetters(
        of: id, to: clients, addingToReleased: isAddition, from: sender, envelope: envelope, vault: vault,
        dataFolder: dataFolder, in: language, clock: clock, lease: lease, progress: progress)
    }
    try lease.release()
    return try result.get()
  }

  private func pressLetters(
    of id: String, to clients: Set<Organisation.ID>?, addingToReleased isAddition: Bool, from sender: LetterSender,
    envelope: EnvelopeProfile, vault: LetterVault, dataFolder: String, in language: Language, clock: () -> Moment,
    lease: LetterLease, progress: (_ done: Int, _ all: Int) -> Void
  ) throws -> LetterBatch {
    let time = clock()
    let lists = try openLists(of: id, clients: clients, vault: vault, at: time)
    let former = isAddition ? try released(before: lists, of: id, vault: vault, at: time) : [:]
    let plans = try letterPlans(of: id, lists: lists, told: try told(by: former, of: id, at: time), at: time)
    guard plans.contains(where: { !$0.recipients.isEmpty }) else {
      throw ResponseFailure(.noLetters, "nobody on the lists who is concerned by \(id) can be written to")
    }
    let organisations = try custody.organisations()
    let foreign = ForeignNames(organisations.filter { $0.kind == .client })
    let ledger = try ledger(of: id)
    let number = (try letterBatches(of: id).last?.number ?? 0) + 1
    let folder = LetterFolder(dataFolder: dataFolder, incident: id)
    let pressing = LetterPressing(
      vault: vault, incident: id, batch: number, folder: folder, envelope: envelope, language: language, time: time,
      lease: lease)
    var made: [(plan: LetterPlan, list: Int, texts: LetterTexts, made: LetterPressing.Made)] = []
    let all = plans.reduce(0) { $0 + $1.recipients.count }
    var done = 0
    progress(0, all)
    do {
      try lease.renew()
      // Left behind by somebody who was stopped.
      folder.clear(batch: number)
      for plan in plans where !plan.recipients.isEmpty {
        guard let client = organisations.first(where: { $0.id == plan.client }) else { continue }
        let texts = LetterTexts(ledger: ledger, client: client, sender: sender, at: time, in: language)
        // A letter may name its client and nobody else's: the words of all of them are the same.
        for isCertain in [true, false] {
          let form = texts.form(isCertain: isCertain)
          let words = form.paragraphs + form.sender + form.contact
          if let other = foreign.found(in: words.joined(separator: "\n"), for: client) {
            throw ResponseFailure(.foreignName, "the letters of client \(client.id) name client \(other)")
          }
        }
        let list = lists.first { $0.recorded.client == plan.client }?.recorded.number ?? 0
        let pressed = try pressing.make(plan, texts: texts) { progress(done + $0, all) }
        done += plan.recipients.count
        made.append((plan, list, texts, pressed))
      }
      let adding = former.compactMapValues { $0.first?.batch }
      return try record(
        made, number: number, adding: adding, of: id, in: language, at: time, lease: lease, clock: clock)
    } catch {
      // Whoever took the lease over writes there by now. What cannot be cleared here is cleared with what is due.
      if (try? lease.renew()) != nil, let batches = try? letterBatches(of: id),
        !batches.contains(where: { $0.number == number })
      {
        folder.clear(batch: number)
      }
      throw error
    }
  }

  private func record(
    _ made: [(plan: LetterPlan, list: Int, texts: LetterTexts, made: LetterPressing.Made)], number: Int,
    adding: [Organisation.ID: Int], of id: String, in language: Language, at time: Moment, lease: LetterLease,
    clock: () -> Moment
  ) throws -> LetterBatch {
    try store.write { session in
      try session.require(lease.lease)
      try IncidentRegister(session: session).requireOpen(id)
      // Codes of a list that is erased by now would never be erased.
      let lists = try LetterRegister(session: session).lists(of: id)
      for part in made {
        let list = lists.first { $0.client == part.plan.client && $0.number == part.list }
        guard let list, list.isThere(at: clock()) else {
          throw ResponseFailure(.noMailingList, "the list of client \(part.plan.client) in \(id) was due meanwhile")
        }
      }
      guard try (LetterRegister(session: session).batches(of: id).last?.number ?? 0) + 1 == number else {
        throw ResponseFailure(.notReady, "somebody else made letters at the same time: make them again")
      }
      var document = try DocumentRegister(session: session).nextNumber(in: id)
      var batch = LetterBatch(
        number: number, madeAt: time, madeBy: actor, language: language.rawValue, parts: [], returned: [:])
      for part in made {
        let outward = OutwardDocument(
          id: document, kind: .letter, recipient: part.plan.client.text, language: language.rawValue, issuedAt: time,
          corrects: nil, sentences: part.texts.sentences)
        try append(DocumentRegister.entry(outward, in: id), at: time, in: session)
        batch.parts.append(
          .init(
            client: part.plan.client, list: part.list, document: document, tally: part.made.tally,
            lots: part.made.lots, unprintable: part.made.unprintable, addsTo: adding[part.plan.client]))
        document += 1
      }
      try append(LetterRegister.made(batch, in: id), at: time, in: session)
      for part in made where !part.made.rows.isEmpty {
        let client = part.plan.client
        try append(LetterRegister.coded(part.made.rows, of: number, for: client, in: id), at: time, in: session)
      }
      return batch
    }
  }

  private func openLists(
    of id: String, clients: Set<Organisation.ID>?, vault: LetterVault, at time: Moment
  ) throws -> [(recorded: RecordedMailingList, list: MailingList)] {
    try store.read { session in
      try IncidentRegister(session: session).requireOpen(id)
      let register = LetterRegister(session: session)
      let newest = Dictionary(try register.lists(of: id).map { ($0.client, $0) }, uniquingKeysWith: { $1 })
      let wanted = clients ?? Set(newest.keys)
      for client in wanted where newest[client]?.isThere(at: time) != true {
        throw ResponseFailure(.noMailingList, "no address list of client \(client) in \(id)")
      }
      guard !wanted.isEmpty else { throw ResponseFailure(.noMailingList, "no address list in \(id)") }
      return try wanted.sorted().compactMap { client in
        guard let recorded = newest[client], let sealed = try register.sealed(recorded, in: id) else { return nil }
        return (recorded, try MailingList(bytes: try vault.open(sealed, for: Self.place(recorded, in: id))))
      }
    }
  }

  private func letterPlans(
    of id: String, lists: [(recorded: RecordedMailingList, list: MailingList)], told: [Organisation.ID: Set<UInt32>],
    at time: Moment
  ) throws -> [LetterPlan] {
    let incident = try incident(id)
    let tokens = Dictionary(
      uniqueKeysWithValues: lists.map { ($0.recorded.client, $0.list.rows.map(\.tokens)) })
    let question = try scopeQuestion(of: incident, at: time)
    let concerned = try custody.concerned(
      by: incident.device, at: question.at, besides: question.besides, answeredAt: time, lists: tokens)
    return lists.map { recorded, list in
      LetterPlan(
        list, of: recorded.client, concerned: concerned.found[recorded.client] ?? [:],
        total: concerned.total[recorded.client] ?? 0, told: told[recorded.client] ?? [])
    }
  }

  // MARK: Releasing and after

  /// By number.
  package func letterBatches(of id: String) throws -> [LetterBatch] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return try LetterRegister(session: session).batches(of: id)
    }
  }

  /// Somebody else than who made them lets a batch of letters out. Each PDF is handed over as it was made, byte for byte.
  /// - Parameters:
  ///   - guises: under which other names the one who releases may have made them: the login, the user of the machine.
  ///   - take: gets each PDF; what it throws stops the release, and nothing is recorded.
  /// - Throws: `ResponseFailure`: `unknown_batch`, `same_person`, `already_released`, `corrupted` when a lot is not what
  ///   was made.
  @discardableResult
  package func releaseLetters(
    _ number: Int, of id: String, as guises: Set<String> = [], vault: LetterVault, dataFolder: String, at time: Moment,
    take: (_ name: String, _ pdf: [UInt8]) throws -> Void
  ) throws -> LetterBatch {
    func batch(in session: SQLSession) throws -> LetterBatch {
      try IncidentRegister(session: session).requireOpen(id)
      guard let batch = try LetterRegister(session: session).batches(of: id).first(where: { $0.number == number })
      else { throw ResponseFailure(.unknownBatch, "no batch \(number) of letters in \(id)") }
      guard batch.releasedAt == nil else {
        throw ResponseFailure(.alreadyReleased, "batch \(number) of \(id) was released already")
      }
      guard batch.madeBy != actor, !guises.contains(batch.madeBy) else {
        throw ResponseFailure(.samePerson, "batch \(number) of \(id) was made by the same account")
      }
      return batch
    }
    let found = try store.read { try batch(in: $0) }
    let folder = LetterFolder(dataFolder: dataFolder, incident: id)
    for lot in found.parts.flatMap(\.lots) {
      let pdf = try open(lot, of: number, in: folder, vault: vault)
      try take(lot.name, pdf)
    }
    return try store.write { session in
      var released = try batch(in: session)
      try append(LetterRegister.released(number, in: id), at: time, in: session)
      released.releasedAt = time
      released.releasedBy = actor
      return released
    }
  }

  /// A PDF of a released batch, as it was made.
  /// - Throws: `ResponseFailure`: `unknown_batch` for a lot that there is not, `not_released`, `corrupted`; `StorageFailure`
  ///   with the code `unavailable` when it lies on another machine or was erased.
  package func releasedLot(
    _ name: String, of number: Int, in id: String, vault: LetterVault, dataFolder: String
  ) throws -> [UInt8] {
    guard let batch = try letterBatches(of: id).first(where: { $0.number == number }),
      let lot = batch.parts.flatMap(\.lots).first(where: { $0.name == name })
    else { throw ResponseFailure(.unknownBatch, "no \(name) in batch \(number) of \(id)") }
    guard batch.releasedAt != nil else {
      throw ResponseFailure(.notReleased, "batch \(number) of \(id) was not released yet")
    }
    return try open(lot, of: number, in: LetterFolder(dataFolder: dataFolder, incident: id), vault: vault)
  }

  /// Which lots of a batch lie on this machine.
  package func lotsHere(of batch: LetterBatch, in id: String, dataFolder: String) -> Set<String> {
    let folder = LetterFolder(dataFolder: dataFolder, incident: id)
    return Set(batch.parts.flatMap(\.lots).map(\.name).filter { folder.has(batch: batch.number, name: $0) })
  }

  private func open(
    _ lot: LetterBatch.Lot, of batch: Int, in folder: LetterFolder, vault: LetterVault
  ) throws -> [UInt8] {
    let sealed = try folder.read(batch: batch, name: lot.name)
    let pdf = try vault.open(sealed, for: folder.place(batch, lot.name))
    guard SHA256Digest(hashing: pdf).bytes == lot.sha256 else {
      throw ResponseFailure(.corrupted, "\(lot.name) is not what was made")
    }
    return pdf
  }

  /// Takes down letters that came back, by the codes in their windows; after the incident was closed, too.
  /// - Returns: the number of letters, and the codes that belong to none in this incident.
  package func returnLetters(
    _ codes: [LetterCode], in id: String, vault: LetterVault, at time: Moment
  ) throws -> (returned: Int, unknown: [LetterCode]) {
    try store.write { session in
      _ = try IncidentRegister(session: session).require(id)
      let register = LetterRegister(session: session)
      var back: [(code: [UInt8], letter: FoundLetter)] = []
      var unknown: [LetterCode] = []
      for code in Set(codes).sorted(by: { $0.text < $1.text }) {
        let hash = vault.hash(code)
        guard let letter = try register.letter(hash), letter.incident == id else {
          unknown.append(code)
          continue
        }
        if letter.returnedAt == nil { back.append((hash, letter)) }
      }
      if !back.isEmpty { try append(LetterRegister.returned(back, in: id), at: time, in: session) }
      return (back.count, unknown)
    }
  }

  /// The letter that a code stands on. Whoever gives a code has the letter; nothing else tells whether somebody is
  /// concerned.
  package func letter(_ code: LetterCode, vault: LetterVault) throws -> FoundLetter? {
    try store.read { try LetterRegister(session: $0).letter(vault.hash(code)) }
  }
}
