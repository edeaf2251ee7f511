import Accounts
import CanonicalForms
import Custody
import KeyEscrow
import Wording

/// One key over its life, without the key: where it came from, every attempt to prove it, who asked for it.
struct KeyPage: Page {
  static let template = "key"

  struct Source: Sendable {
    let key: EscrowedKey
    let history: [ProofRecord]
    let policy: RevealPolicy
    /// The latest first.
    let requests: [RevealRequest]
  }

  struct Proof: Sendable {
    let at: String
    let seen: String
    let verdict: String
    let style: String
    let checks: String
    let method: String
    let metadata: String
  }

  struct Request: Sendable {
    let id: String
    let href: String
    let who: String
    let asked: String
    let state: String
    let style: String
    let number: String
  }

  let id: String
  let heading: String
  let problem: String
  let word: String
  let style: String
  let figures: [TodayPage.Figure]
  let facts: [NamedValue]
  let device: String
  let deviceHref: String
  let shown: String
  let meaning: String
  let proofs: [Proof]
  let requests: [Request]
  let replacedHref: String
  let siblingsHref: String
  let canProve: Bool
  let canAsk: Bool
  let isFresh: Bool
  let confirmHref: String
  let approvals: String
  let proveHref: String
  let requestHref: String
  let breakHref: String
  let number: String
  let reason: String

  init(
    _ source: Source, _ snapshot: KeySnapshot, _ fleet: Fleet, accounts: [Account], problem: String, _ visit: Visit
  ) {
    let key = source.key
    let language = visit.language
    let words = KeyWords(visit, accounts: accounts)
    let time = PageTime(language: language, now: visit.now)
    let state = snapshot.keys(of: key.device, at: visit.now).first { $0.key.id == key.id }?.state ?? .neverProved
    let isRegistered = fleet.members.contains { $0.device.id == key.device }
    id = key.id.text
    heading = language.page(.keyHeading, EscrowedKey.locator(of: key.protector) ?? key.id.text, key.device)
    self.problem = problem
    word = words.state(state)
    style = KeyWords.style(state)
    figures = [
      .init(
        label: visit.text(.keyDays), value: words.days(key), isGrave: [.drifted, .refused].contains(state)),
      .init(label: visit.text(.keyClass), value: words.strength(key), isGrave: false),
      .init(label: visit.text(.keyLastProved), value: time.minute(key.proved), isGrave: false),
    ]
    device = key.device
    deviceHref = isRegistered ? Address.device(key.device) : ""
    shown = words.shown(key)
    facts =
      [
        .init(visit.text(.kind), words.kind(key)), .init(visit.text(.keySource), words.source(key)),
        .init(visit.text(.keyMade), time.minute(key.made)), .init(visit.text(.keyKept), time.minute(key.kept)),
        .init(visit.text(.keyVolume), key.volume ?? "–"), .init(visit.text(.keyNumber), key.id.text),
      ] + words.sealing(key, time)
    // The class that the last proof has; a key that was refused or never tried is only kept.
    meaning = words.meaning(key.proof.map { $0.verdict == .proved ? $0.strength : .stored } ?? .stored)
    proofs = source.history.map { proof in
      let verdict = words.verdict(proof)
      return Proof(
        at: time.minute(proof.at), seen: time.minute(proof.asOf), verdict: verdict.text, style: verdict.style,
        checks: words.checks(proof), method: proof.method.isEmpty ? "–" : proof.method,
        metadata: proof.metadata.isEmpty ? "–" : proof.metadata)
    }
    requests = source.requests.map { request in
      let state = words.state(request)
      return Request(
        id: request.id, href: Address.reveal(request.id), who: words.who(request.requester),
        asked: time.minute(request.asked), state: state.text, style: state.style, number: request.caseNumber)
    }
    replacedHref = key.replacedBy.map { Address.key($0.text) } ?? ""
    siblingsHref = Address.with(Address.keys, ["q": key.device])
    canProve = visit.may(.testKeys) && key.sealing == nil && (key.volume != nil || key.isUnbound)
    // A sealed one is asked for with a one-time key, which the requester's own machine makes.
    canAsk = visit.may(.requestReveal) && key.sealing == nil
    isFresh = visit.isFresh
    confirmHref = Address.with(Address.confirm, ["next": Address.key(id)])
    approvals = language.page(.keyAskText, language.number(source.policy.approvals))
    proveHref = Address.key(id) + "/prove"
    requestHref = Address.key(id) + "/request"
    breakHref = Address.key(id) + "/break-glass"
    number = visit.form["case"]
    reason = visit.form["reason"]
  }
}

extension Visit {
  /// Whether a password was given so lately that an act which asks for it again goes through for some minutes more.
  var isFresh: Bool {
    session.map { now.milliseconds - $0.confirmedAt.milliseconds < Console.freshness - 120_000 } ?? false
  }
}
