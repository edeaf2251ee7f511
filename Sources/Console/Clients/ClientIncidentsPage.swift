import Custody
import Response
import Wording

/// The incidents that concern a client, for its own users: pack, receipt, notice.
struct ClientIncidentsPage: Page {
  static let template = "client-incidents"

  struct Source: Sendable {
    var incident: Incident
    var pack: RecordedPack?
    var notice: NoticeState?
  }

  struct Row: Sendable {
    let id: String
    let device: String
    let opened: String
    let hasPack: Bool
    /// Of the pack; empty without one.
    let number: String
    let handedOver: String
    let received: String
    let canReceive: Bool
    let packHref: String
    let receiveHref: String
    let hasNotice: Bool
    let noticeHref: String
    let noticeState: String
    let noticeStyle: String
  }

  let heading: String
  let back: String
  let rows: [Row]

  init(_ client: Organisation, _ sources: [Source], _ visit: Visit) {
    let time = PageTime(language: visit.language, now: visit.now)
    let base = Address.clientIncidents(client.id.text)
    heading = visit.language.page(.clientIncidentsHeading, client.name)
    back = Address.client(client.id.text)
    let canAct = visit.may(.runResponse) || visit.may(.seeOwnClient)
    rows = sources.map { source in
      let (incident, pack, notice) = (source.incident, source.pack, source.notice)
      let own = base + "/" + FormFields.encode(incident.id)
      let (state, style) = notice.map { NoticesPage.state($0, visit) } ?? ("", "")
      return Row(
        id: incident.id, device: incident.device, opened: time.minute(incident.openedAt), hasPack: pack != nil,
        number: pack.map { String($0.number) } ?? "",
        handedOver: time.minute(pack?.handedOverAt), received: time.minute(pack?.receivedAt),
        canReceive: canAct && pack != nil && pack?.receivedAt == nil,
        packHref: canAct && pack?.bytes != nil ? own + "/pack" : "", receiveHref: own + "/received",
        hasNotice: notice != nil,
        noticeHref: notice.map { Address.clientNotice(client.id.text, $0.series.id) } ?? "", noticeState: state,
        noticeStyle: style)
    }
  }
}

/// A client's version of a notice, for its own users: what it says, what the contractor changed since, and the answer to it.
struct ClientNoticePage: Page {
  static let template = "client-notice"

  let heading: String
  let back: String
  let action: String
  let state: String
  let style: String
  let publicHref: String
  let passages: [NoticeDesk.Passage]
  let passagesTitle: String
  let corrections: [String]
  let hasDifference: Bool
  let differenceText: String
  let difference: [NoticeDesk.Change]
  let byHand: String
  let needsContact: Bool
  let canAct: Bool
  let draftWaits: Bool

  init(
    _ client: Organisation, _ state: NoticeState, _ difference: NoticeDifference?, publicSite: String, _ visit: Visit
  ) {
    let language = visit.language
    let words = StatementWords(language: language)
    let series = state.series
    heading = language.page(.noticeHeading, series.id, series.publisher)
    back = Address.clientIncidents(client.id.text)
    action = Address.clientNotice(client.id.text, series.id)
    (self.state, style) = NoticesPage.state(state, visit)
    publicHref = state.published == nil ? "" : publicSite + series.path
    let shown = state.published ?? state.draft
    passages = shown.map { NoticeDesk.passages($0, words) } ?? []
    passagesTitle =
      shown.map {
        words(.noticeRevision, String($0.number)) + " "
          + words(state.published == nil ? .noticeStateDraft : .noticeStatePublished)
      } ?? ""
    corrections = state.corrections.map { "\($0.oldSentence) → \($0.newSentence)" }
    hasDifference = difference != nil
    differenceText = difference.map { language.page(.noticeDifference, String($0.from), String($0.to)) } ?? ""
    self.difference = difference.map { $0.changes.map { NoticeDesk.Change($0, words) } } ?? []
    byHand =
      difference.map { difference in
        difference.byHand.map { words.code("notice_section", $0.rawValue) }.joined(separator: language.text(.and))
      } ?? ""
    needsContact = state.revisions.isEmpty
    canAct = visit.may(.runResponse) || visit.may(.seeOwnClient)
    draftWaits = state.draft != nil
  }
}
