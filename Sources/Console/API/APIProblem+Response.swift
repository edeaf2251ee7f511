import Response

extension APIProblem {
  /// What the response says cannot be done. Its messages hold ids of the request, never what a statement says.
  init(_ failure: ResponseFailure) {
    switch failure.code {
    case .unknownIncident, .unknownStatement, .unknownTask, .unknownDocument, .unknownPack, .unknownObligation,
      .unknownBatch, .unknownSeries, .unknownRevision, .unknownInquiry, .unknownQuestion, .unknownSurvey:
      self.init(.notFound, failure.message)
    case .unfitValue, .noReason, .noProof, .uncheckedCaller, .unfitSeries, .unfitText, .unprintable:
      self.init(.invalid, failure.message)
    case .noContradiction, .closed, .notReady, .packsDoNotAddUp, .foreignName, .noMailingList, .noLetters, .samePerson,
      .alreadyReleased, .notReleased, .notHandedOver, .alreadyHandedOver,
      .otherPerson, .receivedTooEarly, .alreadyReceived, .alreadyShown, .busy, .outdated, .nothingNew, .noDesk,
      .nothingToErase, .sharedCodes, .notClosed, .tooEarly:
      self.init(.conflict, failure.message)
    case .noFont, .corrupted: self.init(.internal)
    }
  }
}
