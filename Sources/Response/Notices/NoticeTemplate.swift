import Wording

extension NoticeSource {
  /// A first text in the order that a reader needs: every figure is a quotation.
  static func template(contact: String, words: StatementWords) -> NoticeSource {
    func lines(_ phrases: ResponsePhrase...) -> String { phrases.map { words($0) }.joined(separator: "\n") }
    return NoticeSource(
      title: words(.noticeDraftTitle),
      sections: [
        .included: lines(.noticeDraftIncluded, .noticeDraftByCode),
        .data: lines(.noticeDraftFields, .noticeDraftSensitive), .advice: lines(.noticeDraftAdvice),
        .events: lines(
          .noticeDraftTakenOut, .noticeDraftLost, .noticeDraftFound, .noticeDraftProtection, .noticeDraftAccessed,
          .noticeDraftCause),
        .measures: lines(.noticeDraftHarm, .noticeDraftPrevention), .contact: contact,
      ])
  }
}
