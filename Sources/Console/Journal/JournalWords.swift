import Accounts
import CanonicalForms
import Storage
import Wording

/// Entries of the journal in words.
package struct JournalWords {
  let language: Language
  private let names: [String: String]

  init(language: Language, accounts: [Account]) {
    self.language = language
    names = Dictionary(
      accounts.map { ($0.id.text, $0.name.isEmpty ? $0.login : $0.name) }, uniquingKeysWith: { a, _ in a })
  }

  /// Those that have words of their own, in the order of a choice.
  package static let kinds = [
    "data.read", "loss.reported", "device.registered", "organisation.registered", "agreement.registered",
    "delivery.registered", "roster.registered", "scan.started", "scan.batch", "scan.finished", "scan.unconfirmed",
    "batch.accepted",
    "batch.refused", "enrolment.opened", "device.enrolled", "certificate.issued",
    "certificate.restored", "certificate.revoked", "log.doubted",
    "osquery.enrolled", "journal.erased", "account.created", "account.changed", "account.roles_changed",
    "account.disabled", "account.enabled", "account.link_opened", "account.password_set",
    "account.second_factor_set", "account.second_factor_removed", "account.recovery_code_used", "setup.opened",
    "account.external_expected", "account.external_bound", "account.external_removed", "sign_in.refused",
    "session.opened", "session.ended", "session.ended_by_admin", "sign_in.locked", "token.created", "token.revoked",
    "key.escrowed", "key.proved", "key.drifted", "metadata.reported", "reveal.requested", "reveal.approved",
    "reveal.refused", "reveal.shown", "reveal.expired", "breakglass.used", "rotation.asked", "rotation.confirmed",
    "drill.planned", "drill.done", "key.sealed", "custodian.proposed", "custodian.confirmed", "custodian.revoked",
    "reveal.contributed", "drill.collected", "volume.retired", "escrow.key_made", "escrow.rewrapped", "escrow.canary",
    "escrow.policy_set",
    "incident.opened", "incident.scope_frozen", "incident.noted", "incident.closed", "statement.made",
    "statement.retracted", "contradiction.resolved", "document.issued", "party.registered", "obligation.fulfilled",
    "reporter.described", "pack.sealed", "pack.passwords_shown",
    "task.opened", "task.changed", "lost_property.searched", "lost_property.found", "pack.made", "pack.handed_over",
    "pack.received", "mailing_list.taken", "letters.made", "letters.released", "letters.returned", "notice.opened",
    "notice.drafted", "notice.returned", "notice.published", "notice.acknowledged", "inquiry.desk_opened",
    "inquiry.form_opened", "inquiry.taken", "inquiry.followed", "inquiry.misuse", "question.drafted",
    "question.approved", "survey.planned", "survey.recorded", "sign_in.rules_set", "letters.coded",
    "letters.substituted", "rotation.handed", "account.recovery_codes_made", "account.passkey_added",
    "account.passkey_removed", "account.passkey_copied", "incident.retention_set",
    "incident.erased", "incident.erased_now", "incident.reopened", "incident.reported_again", "lost_property.planned",
  ]

  /// The stored word itself for what is newer than this list.
  func what(_ kind: String) -> String { Phrase(rawValue: "entry." + kind).map { language.text($0) } ?? kind }

  func who(_ actor: String) -> String { names[actor] ?? actor }

  /// Readings are taken down by the server for whoever looked.
  func who(_ entry: JournalEntry) -> String {
    guard case .array(let readings) = entry.body["readings"] else { return who(entry.actor) }
    let readers = Set(readings.compactMap { $0["account"].string })
    return readers.map { who($0) }.sorted().joined(separator: ", ")
  }

  /// What was looked at.
  func page(_ page: String) -> String { Phrase(rawValue: "reading." + page).map { language.text($0) } ?? page }

  /// What it is about, as far as that is no personal data: ids of the operator's.
  func subject(_ body: JSON) -> String {
    for member in ["device", "id", "client", "account", "agreement"] {
      if let value = body[member].string { return member == "account" ? who(value) : value }
    }
    guard case .array(let readings) = body["readings"], let first = readings.first else { return "" }
    let text = [first["page"].string.map { page($0) }, first["subject"].string]
      .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
    return readings.count == 1 ? text : "\(text) …(\(readings.count))"
  }
}
