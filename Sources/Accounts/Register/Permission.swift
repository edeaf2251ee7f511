/// One thing that somebody may do or see. The console asks for one before every page and act; access tokens are made of
/// them. Raw values are stored and stand in the API: they never change.
package enum Permission: String, CaseIterable, Sendable {
  // MARK: Looking
  /// What needs somebody now.
  case seeToday = "see_today"
  case seeDevices = "see_devices"
  /// Who holds a device: names of staff.
  case seeHolders = "see_holders"
  case seeClients = "see_clients"
  /// Files that could not be read, by their paths.
  case seeUnreadFiles = "see_unread_files"
  case seeJournal = "see_journal"
  case seeIncidents = "see_incidents"
  case seeSettings = "see_settings"
  /// Which recovery keys there are and how well they are proved, not the keys.
  case seeKeys = "see_keys"
  /// The one organisation that the account belongs to, and nothing of any other.
  case seeOwnClient = "see_own_client"

  // MARK: Acting
  case changeDevices = "change_devices"
  /// Organisations, agreements, deliveries.
  case changeRegisters = "change_registers"
  /// What a device held at a moment, and whose data it was.
  case askScope = "ask_scope"
  case reportLoss = "report_loss"
  /// Taking lists out of the system as files.
  case export
  case requestReveal = "request_reveal"
  case approveReveal = "approve_reveal"
  /// Proving kept keys now, planning recovery drills and saying what came of them.
  case testKeys = "test_keys"
  case runResponse = "run_response"
  /// Saying what is known of an incident, and how it is known.
  case stateFacts = "state_facts"
  /// Making clients' packs, and recording that they were handed over and received.
  case handlePacks = "handle_packs"
  case changeTasks = "change_tasks"
  case answerInquiries = "answer_inquiries"
  case approvePublication = "approve_publication"

  // MARK: Accounts
  case manageAccounts = "manage_accounts"
  /// Its own password, second factor, sessions and access tokens.
  case manageOwnAccount = "manage_own_account"

  /// What an access token may be given. Accounts and approvals need a person who is there: a token that leaks must not
  /// be able to make others, nor to be the second pair of eyes.
  package static let ofTokens = Set(allCases).subtracting([
    .manageAccounts, .manageOwnAccount, .approveReveal, .approvePublication,
  ])
}
