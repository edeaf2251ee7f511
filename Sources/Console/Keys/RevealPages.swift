import Accounts
import CanonicalForms
import KeyEscrow
import Wording

/// Who asked for which key, what waits for whom, which disks need new keys, and the rules for all of it.
struct RevealsPage: Page {
  static let template = "reveals"

  struct Row: Sendable {
    let id: String
    let href: String
    let device: String
    let number: String
    let who: String
    let asked: String
    let standing: String
    let approvals: String
    let state: String
    let style: String
    let waits: Bool
  }

  struct Rotation: Sendable {
    let device: String
    let href: String
    let asked: String
    let due: String
    let word: String
    let style: String
  }

  let rows: [Row]
  let pager: Pager
  let isEmpty: Bool
  let rotations: [Rotation]
  let canChange: Bool
  let isFresh: Bool
  let confirmHref: String
  let policy: [NamedValue]
  let approvals: String
  let seconds: String
  let hours: String
  let days: String

  init(
    _ requests: [RevealRequest], _ snapshot: KeySnapshot, _ policy: RevealPolicy, accounts: [Account], _ visit: Visit
  ) {
    let language = visit.language
    let words = KeyWords(visit, accounts: accounts)
    let time = PageTime(language: language, now: visit.now)
    func waits(_ request: RevealRequest) -> Bool {
      visit.session.map {
        request.waits(for: $0.account, at: visit.now) || request.isReady(for: $0.account, at: visit.now)
      } ?? false
    }
    let stated = Dictionary(
      snapshot.keys(at: visit.now).map { ($0.key.id, $0) }, uniquingKeysWith: { first, _ in first })
    // What waits for the visitor first, then as they came.
    let sorted = requests.filter(waits) + requests.filter { !waits($0) }
    let number = Pager.number(visit.query["page"], of: sorted.count)
    rows = sorted[Pager.range(number, of: sorted.count)].map { request in
      let state = words.state(request)
      return Row(
        id: request.id, href: Address.reveal(request.id), device: request.device, number: request.caseNumber,
        who: words.who(request.requester), asked: time.minute(request.asked),
        standing: stated[request.key].map { words.standing($0.key, $0.state) } ?? "–",
        approvals: request.isBreakGlass
          ? "–"
          : language.page(
            .revealApprovalsOf, language.number(request.approvals.count), language.number(request.needed)),
        state: state.text, style: state.style, waits: waits(request))
    }
    pager = Pager(number, of: sorted.count, in: language) { Address.with(Address.reveals, ["page": $0]) }
    isEmpty = rows.isEmpty
    rotations = snapshot.rotations.map { rotation in
      let isOverdue = rotation.isOverdue(at: visit.now)
      return Rotation(
        device: rotation.device, href: Address.reveal(rotation.id), asked: time.minute(rotation.asked),
        due: time.minute(rotation.due), word: visit.text(isOverdue ? .rotationOverdue : .rotationWaits),
        style: isOverdue ? "grave" : "warning")
    }
    canChange = visit.may(.approveReveal)
    isFresh = visit.isFresh
    confirmHref = Address.with(Address.confirm, ["next": Address.reveals])
    self.policy = [
      .init(visit.text(.policyApprovals), language.number(policy.approvals)),
      .init(visit.text(.policySeconds), language.number(Int(policy.shownSeconds))),
      .init(visit.text(.policyHours), language.number(Int(policy.openHours))),
      .init(visit.text(.policyDays), language.number(Int(policy.rotationDays))),
    ]
    approvals = String(policy.approvals)
    seconds = String(policy.shownSeconds)
    hours = String(policy.openHours)
    days = String(policy.rotationDays)
  }
}

/// One request: what it is for, who has to agree, and the next act of whoever looks.
struct RevealPage: Page {
  static let template = "reveal"

  struct Source: Sendable {
    let request: RevealRequest
    let key: EscrowedKey?
    let rotation: KeyRotation?
    let policy: RevealPolicy
  }

  let heading: String
  let word: String
  let style: String
  let isBroken: Bool
  let facts: [NamedValue]
  let keyHref: String
  let shown: String
  let keyDays: String
  let reason: String
  let approvers: [String]
  let canVote: Bool
  let isOwn: Bool
  let canShow: Bool
  let isFresh: Bool
  let confirmHref: String
  let showText: String
  let base: String
  let hasRotation: Bool
  let rotation: String
  let rotationStyle: String
  let canSettle: Bool

  init(_ source: Source, accounts: [Account], _ visit: Visit) {
    let request = source.request
    let language = visit.language
    let words = KeyWords(visit, accounts: accounts)
    let time = PageTime(language: language, now: visit.now)
    let account = visit.session?.account
    let state = words.state(request)
    heading = language.page(.revealHeading, request.device)
    word = state.text
    style = state.style
    isBroken = request.isBreakGlass
    var facts: [NamedValue] = [
      .init(visit.text(.keyCase), request.caseNumber),
      .init(visit.text(.revealRequester), words.who(request.requester)),
      .init(visit.text(.revealAsked), time.minute(request.asked)),
    ]
    if !request.isBreakGlass {
      let count = language.page(
        .revealApprovalsOf, language.number(request.approvals.count), language.number(request.needed))
      facts.append(.init(visit.text(.revealApprovals), count))
    }
    if [.requested, .approved].contains(request.state) {
      facts.append(.init(visit.text(.revealExpires), time.minute(request.expires)))
    }
    if let shown = request.shown { facts.append(.init(visit.text(.revealShownAt), time.minute(shown))) }
    if request.recipient != nil {
      let purpose = request.drillProved.map { language.page(.revealDrillDone, time.minute($0)) }
      if request.isDrill { facts.append(.init(visit.text(.revealIsDrill), purpose ?? visit.text(.revealDrill))) }
      let answered = request.contributors.map { words.who($0) }.joined(separator: language == .ja ? "、" : ", ")
      facts.append(.init(visit.text(.revealCustodians), answered.isEmpty ? "–" : answered))
      if request.state == .approved, request.expires > visit.now {
        facts.append(.init(visit.text(.revealCollect), visit.text(.revealCollectText)))
      }
    }
    self.facts = facts + [.init(visit.text(.revealNumber), request.id)]
    keyHref = Address.key(request.key.text)
    shown = source.key.map { words.shown($0) } ?? words.shown(request.protector)
    keyDays = source.key.map { words.days($0) } ?? "–"
    reason = request.reason ?? visit.text(.revealReasonErased)
    approvers = request.approvals.map { words.who($0) }
    canVote = account.map { request.waits(for: $0, at: visit.now) } ?? false
    isOwn = account?.id == request.requester && request.state == .requested && request.expires > visit.now
    canShow = request.recipient == nil && account.map { request.isReady(for: $0, at: visit.now) } ?? false
    isFresh = visit.isFresh
    base = Address.reveal(request.id)
    confirmHref = Address.with(Address.confirm, ["next": base])
    showText = language.page(.revealShowText, language.number(Int(source.policy.shownSeconds)))
    hasRotation = source.rotation != nil
    if let rotation = source.rotation {
      if let confirmed = rotation.confirmed {
        self.rotation = language.page(.rotationConfirmed, time.minute(confirmed))
        rotationStyle = "fine"
      } else {
        let isOverdue = rotation.isOverdue(at: visit.now)
        self.rotation = language.page(isOverdue ? .rotationOverdueSince : .rotationDue, time.minute(rotation.due))
        rotationStyle = isOverdue ? "grave" : "warning"
      }
    } else {
      rotation = ""
      rotationStyle = ""
    }
    canSettle = visit.may(.approveReveal) && source.rotation.map { $0.confirmed == nil } == true
  }
}
