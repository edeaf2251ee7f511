/// What somebody is here for. An account has one or several; what it may do is the union. Raw values are stored.
package enum Role: String, CaseIterable, Sendable {
  /// Looks after devices, settings and accounts. Does not ask whose data lies where.
  case administrator
  /// Answers for personal data: registers, scope, the response to a loss.
  case privacyOfficer = "privacy_officer"
  /// The second pair of eyes: carry-outs and what is made public.
  case approver
  /// Everybody else: carries devices out, and says so when one is lost.
  case staff
  /// The second pair of eyes for recovery keys.
  case keyCustodian = "key_custodian"
  /// Answers people who ask whether they are concerned.
  case inquiryDesk = "inquiry_desk"
  /// Reads everything that is not the name of a member of staff; changes nothing.
  case auditor
  /// Somebody of a client. Sees its own organisation; goes with no other role.
  case client
}

extension Role {
  /// The one table of who may do what.
  ///
  /// Whoever asks for a thing does not approve it: revealing a key is asked for by the administrator or the privacy
  /// officer and approved by the key custodian; what is made public is prepared by the privacy officer and approved by
  /// the approver. One person may have both roles; that the two acts are by two people is for the act to check.
  package var permissions: Set<Permission> {
    switch self {
    case .administrator:
      [
        .seeToday, .seeDevices, .seeHolders, .changeDevices, .seeUnreadFiles, .reportLoss, .seeJournal, .manageAccounts,
        .seeKeys, .requestReveal, .testKeys, .seeSettings, .manageOwnAccount,
      ]
    case .privacyOfficer:
      [
        .seeToday, .seeDevices, .seeHolders, .changeDevices, .seeClients, .changeRegisters, .seeUnreadFiles, .askScope,
        .reportLoss, .seeJournal, .export, .seeKeys, .requestReveal, .testKeys, .seeIncidents, .runResponse,
        .stateFacts, .handlePacks, .changeTasks, .answerInquiries,
        .seeSettings, .manageOwnAccount,
      ]
    case .approver:
      [
        .seeToday, .seeDevices, .seeHolders, .reportLoss, .seeIncidents, .approvePublication, .manageOwnAccount,
      ]
    case .staff: [.reportLoss, .manageOwnAccount]
    case .keyCustodian:
      [.seeToday, .seeDevices, .reportLoss, .seeKeys, .approveReveal, .testKeys, .manageOwnAccount]
    case .inquiryDesk: [.reportLoss, .seeIncidents, .answerInquiries, .manageOwnAccount]
    case .auditor:
      [
        .seeToday, .seeDevices, .seeClients, .seeUnreadFiles, .askScope, .seeJournal, .export, .seeKeys, .seeIncidents,
        .seeSettings, .manageOwnAccount,
      ]
    case .client: [.seeOwnClient, .manageOwnAccount]
    }
  }
}
