import Accounts
import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import JapaneseText
import Letterpress
import NIOCore
import Response
import ServiceLifecycle
import Storage
import Wording

extension Console {
  static let letterRoutes: [Route] = [
    .get("/incidents/:id/letters", .needs(.seeIncidents)) { try await $0.lettersPage($1) },
    .get("/incidents/:id/letters/progress", .needs(.seeIncidents)) { try await $0.progressOfLetters($1) },
    .upload("/incidents/:id/letters/lists", .needs(.runResponse)) { try await $0.takeList($1) },
    .post("/incidents/:id/letters", .needs(.runResponse)) { try await $0.makeLetters($1) },
    .post("/incidents/:id/letters/returned", .needs(.runResponse)) { try await $0.returnLetters($1) },
    .post("/incidents/:id/letters/substitutes", .needs(.runResponse)) { try await $0.takeSubstitute($1) },
    .post("/incidents/:id/letters/:number/release", .needs(.approvePublication), guarded: true) {
      try await $0.releaseLetters($1)
    },
    .get("/incidents/:id/letters/:number/manifest", .needs(.runResponse), guarded: true) {
      try await $0.letterManifest($1)
    },
    .get("/incidents/:id/letters/:number/lots/:lot", .needs(.runResponse), guarded: true) {
      try await $0.letterLot($1)
    },
  ]

  private func lettersPage(
    _ visit: Visit, returned: LettersPage.Returned? = nil, status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let (custody, press, workshop) = (custody, surroundings.press, workshop)
    let source = try await asking(visit) { incidents, id in
      let batches = try incidents.letterBatches(of: id)
      var here: [Int: Set<String>] = [:]
      if let press {
        for batch in batches {
          here[batch.number] = incidents.lotsHere(of: batch, in: id, dataFolder: press.dataFolder)
        }
      }
      return LettersPage.Source(
        incident: try incidents.incident(id), reach: try incidents.letterReach(of: id),
        lists: try incidents.mailingLists(of: id), batches: batches, here: here,
        clients: try custody.organisations().filter { $0.kind == .client }.sorted { $0.id < $1.id },
        job: workshop.job(of: id), returned: returned)
    }
    let page = LettersPage(source, names: try await accountNames(), hasPress: press != nil, visit)
    return try self.page(page, title: page.heading, visit, status: status)
  }

  private func lettersBack(_ visit: Visit, _ fragment: String = "") -> Redirect {
    Redirect(Address.letters(visit.parameter("id")) + (fragment.isEmpty ? "" : "#" + fragment))
  }

  private func wrong(_ visit: Visit, _ phrase: PagePhrase) -> ConsoleProblem {
    ConsoleProblem(.unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: visit.text(phrase))
  }

  private func requirePress(_ visit: Visit) throws -> LetterPress {
    guard let press = surroundings.press else { throw wrong(visit, .lettersNoPress) }
    return press
  }

  /// Work for minutes goes on while the page shows how far it is.
  private func start(
    _ kind: LetterWorkshop.Kind, _ visit: Visit,
    _ work: @escaping @Sendable (Incidents, String, _ progress: (Int, Int) -> Void) throws -> Void
  ) async throws {
    let incidents = incidents(visit)
    let id = try await asking(visit) { incidents, id in
      guard try incidents.incident(id).isOpen else { throw ResponseFailure(.closed, "\(id) is closed") }
      return id
    }
    let isStarted = workshop.start(kind, for: id, at: visit.now) { progress in try work(incidents, id, progress) }
    guard isStarted else { throw wrong(visit, .lettersBusy) }
  }

  /// How far it is, as server-sent events; the page has the same as of when it was loaded.
  private func progressOfLetters(_ visit: Visit) async throws -> Response {
    let (workshop, id) = (workshop, visit.parameter("id"))
    _ = try await asking(visit) { try $0.incident($1) }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        for _ in 0..<3_600 {
          let job = workshop.job(of: id)
          let event: JSON = ["files": JSON(job?.done ?? 0), "done": JSON(job?.isRunning != true)]
          try await writer.write(ByteBuffer(string: "data: \(event.canonicalText)\n\n"))
          if job?.isRunning != true || Task.isShuttingDownGracefully { break }
          try await Task.sleep(for: .seconds(1))
        }
        try await writer.finish(nil)
      })
  }

  // MARK: Making

  private func takeList(_ visit: Visit) async throws -> Response {
    let press = try requirePress(visit)
    let client = Organisation.ID(visit.form["client"])
    guard let file = visit.files["list"], !file.isEmpty else { throw wrong(visit, .lettersNoFile) }
    guard let eraseAt = LimitDay(typed: visit.form["erase"])?.startInJapan, eraseAt > visit.now else {
      throw wrong(visit, .lettersBadDay)
    }
    let custody = custody
    let isKnown = try await work {
      try custody.organisations().contains { $0.id == client && $0.kind == .client }
    }
    guard isKnown else { throw ConsoleProblem.unknown(.clientUnknown) }
    let now = visit.now
    try await start(.taking, visit) { incidents, id, _ in
      let list = try press.list(from: file, for: incidents, asOf: CivilDate(now, offset: 540))
      try incidents.take(list, of: client, in: id, eraseAt: eraseAt, vault: try press.vault(), at: now)
    }
    throw lettersBack(visit)
  }

  private func makeLetters(_ visit: Visit) async throws -> Response {
    let press = try requirePress(visit)
    let form = visit.form
    let sender = LetterSender(lines: Self.lines(form["sender"]), contact: Self.lines(form["contact"]))
    guard !sender.lines.isEmpty else { throw wrong(visit, .lettersNoSender) }
    let measures = ["x", "y", "width", "height"].map { Double(form[$0]) }
    guard let x = measures[0], let y = measures[1], let width = measures[2], let height = measures[3],
      case let envelope = EnvelopeProfile(x: x, y: y, width: width, height: height), envelope.isUsable
    else { throw wrong(visit, .lettersBadWindow) }
    let (client, isAddition) = (form["client"], form["adding"] == "yes")
    let (language, now) = (Language(rawValue: form["language"]) ?? .ja, visit.now)
    try await start(.making, visit) { incidents, id, progress in
      let clients = try client.isEmpty ? incidents.clientsWithLists(of: id, at: now) : [Organisation.ID(client)]
      try incidents.makeLetters(
        of: id, to: clients, addingToReleased: isAddition, from: sender, envelope: envelope, vault: try press.vault(),
        dataFolder: press.dataFolder, in: language, clock: { .now }, progress: progress)
    }
    throw lettersBack(visit)
  }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }.prefix(12).map(\.self)
  }

  // MARK: Letting out

  private func releaseLetters(_ visit: Visit) async throws -> Response {
    let press = try requirePress(visit)
    let number = Int(visit.parameter("number")) ?? 0
    let guises = Set([visit.session?.account.login].compactMap(\.self))
    try await asking(visit) { incidents, id in
      do {
        _ = try incidents.releaseLetters(
          number, of: id, as: guises, vault: try press.vault(), dataFolder: press.dataFolder, at: visit.now,
          take: { _, _ in })
      } catch is StorageFailure {
        throw ConsoleProblem(
          .unprocessableContent, .problemInvalidTitle, .problemStaleText, sentence: visit.text(.lettersElsewhere))
      }
    }
    throw lettersBack(visit, "batches")
  }

  private func letterManifest(_ visit: Visit) async throws -> Response {
    let number = Int(visit.parameter("number")) ?? 0
    let manifest = try await asking(visit) { incidents, id in
      guard let batch = try incidents.letterBatches(of: id).first(where: { $0.number == number }) else {
        throw ResponseFailure(.unknownBatch, "no batch \(number) in \(id)")
      }
      guard batch.releasedAt != nil else { throw ResponseFailure(.notReleased, "\(id) \(number)") }
      return batch.manifest(of: id)
    }
    return attachment(manifest.canonicalBytes, "application/json", "letters-\(number)-manifest.json")
  }

  /// Letters with names and addresses: that somebody took them is on disk before they go.
  private func letterLot(_ visit: Visit) async throws -> Response {
    let press = try requirePress(visit)
    let (number, name) = (Int(visit.parameter("number")) ?? 0, visit.parameter("lot"))
    let (pdf, client) = try await asking(visit) { incidents, id in
      do {
        let pdf = try incidents.releasedLot(
          name, of: number, in: id, vault: try press.vault(), dataFolder: press.dataFolder)
        let batch = try incidents.letterBatches(of: id).first { $0.number == number }
        return (pdf, batch?.parts.first { $0.lots.contains { $0.name == name } }?.client)
      } catch is StorageFailure {
        throw ConsoleProblem(.notFound, .problemNotFoundTitle, .lettersElsewhere)
      }
    }
    guard let client else { throw ConsoleProblem.notFound }
    try await note("letters", .client(client), visit)
    return attachment(pdf, "application/pdf", name)
  }

  func attachment(_ bytes: [UInt8], _ type: String, _ name: String) -> Response {
    let safe = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
    return Response(
      status: .ok,
      headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(safe)\""],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  // MARK: After

  private func returnLetters(_ visit: Visit) async throws -> Response {
    guard let vault = surroundings.letterVault() else { throw wrong(visit, .lettersNoneToReturn) }
    let typed = visit.form["codes"].split(whereSeparator: \.isNewline).map { String($0).trimmed }
      .filter { !$0.isEmpty }
    let codes = typed.map { LetterCode(typed: $0) }
    let (count, unknown) = try await asking(visit) {
      try $0.returnLetters(codes.compactMap(\.self), in: $1, vault: vault, at: visit.now)
    }
    let strangers = Set(unknown)
    let wrong = zip(typed, codes).filter { $0.1.map(strangers.contains) ?? true }.map(\.0)
    return try await lettersPage(visit, returned: .init(count: count, wrong: wrong))
  }

  private func takeSubstitute(_ visit: Visit) async throws -> Response {
    let (client, reference) = (Organisation.ID(visit.form["client"]), visit.form["reference"])
    let day = visit.form["day"].isEmpty ? visit.now : CivilDate(typed: visit.form["day"])?.start(offset: 540)
    guard let day, day <= visit.now else { throw wrong(visit, .scopeBadTime) }
    guard !reference.isEmpty else {
      throw ConsoleProblem(
        .unprocessableContent, .problemInvalidTitle, .problemStaleText,
        sentence: visit.language.page(.fieldMissing, visit.text(.statementReference)))
    }
    try await asking(visit) {
      try $0.substitute(for: client, reference: reference, happenedAt: day, in: $1, at: visit.now)
    }
    throw lettersBack(visit)
  }
}

extension LetterPress {
  /// - Throws: `LetterWorkshop.TableFailure` with what is wrong in which line; `Unreadable`.
  fileprivate func list(from file: [UInt8], for incidents: Incidents, asOf day: CivilDate) throws -> MailingList {
    do {
      let cells = try readTable(file)
      let registers = RegisterImport(
        incidents.custody, readTable: { _ in cells },
        readProfile: { _ in throw CustodyFailure(.table, "not a list of people") })
      return try registers.mailingList(from: "list", asOf: day)
    } catch let failure as CustodyFailure {
      throw LetterWorkshop.TableFailure(description: failure.message)
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
