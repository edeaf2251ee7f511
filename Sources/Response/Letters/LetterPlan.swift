import Custody
import PersonalData

/// Who of a client's list gets a letter, and why the others do not. A pure decision.
package struct LetterPlan: Sendable {
  package struct Recipient: Sendable {
    package var row: MailingList.Row
    package var isCertain: Bool
    /// What of this person lay on the device, as the client's.
    package var fields: FieldSet
  }

  /// Every line of the list is in one of them.
  package struct Tally: Sendable, Hashable {
    package var letters = 0
    /// Concerned, and cannot be written to: no address, or mail comes back.
    package var unreachable = 0
    package var left = 0
    package var deceased = 0
    /// Another line about somebody who has one already, of this batch or of one that it adds to.
    package var repeated = 0
    /// A character that no font has, or an address that no window shows: somebody has to write this one by hand.
    package var unprintable = 0
    package var notConcerned = 0
    /// The client's people on the device who are not on the list. They are told by public notice.
    package var notListed = 0

    package var listed: Int {
      letters + unreachable + left + deceased + repeated + unprintable + notConcerned
    }
    /// Who gets no letter although concerned: for these a substitute measure is needed (APPI art. 26 (2), proviso).
    package var substitute: Int { unreachable + left + deceased + unprintable + notListed }
  }

  package let client: Organisation.ID
  /// By postcode, then by line: as the post wants them.
  package let recipients: [Recipient]
  package internal(set) var tally: Tally

  /// - Parameters:
  ///   - concerned: by the place in the list.
  ///   - total: the client's people on the device.
  ///   - told: who has a letter already that did not come back, of a batch that this one adds to.
  init(
    _ list: MailingList, of client: Organisation.ID, concerned: [Int: ConcernedPerson], total: Int,
    told: Set<UInt32> = []
  ) {
    self.client = client
    var tally = Tally()
    var best: [UInt32: Int] = [:]
    for (place, row) in list.rows.enumerated() {
      guard let person = concerned[place]?.person else {
        tally.notConcerned += 1
        continue
      }
      guard !told.contains(person) else {
        tally.repeated += 1
        continue
      }
      guard let other = best[person] else {
        best[person] = place
        continue
      }
      // Of two lines about somebody, the one that can be written to; else the first.
      tally.repeated += 1
      if row.standing.rawValue < list.rows[other].standing.rawValue { best[person] = place }
    }
    var recipients: [Recipient] = []
    for place in best.values {
      let row = list.rows[place]
      guard let person = concerned[place] else { continue }
      switch row.standing {
      case .current:
        tally.letters += 1
        recipients.append(Recipient(row: row, isCertain: person.isCertain, fields: person.fields))
      case .unreachable: tally.unreachable += 1
      case .left: tally.left += 1
      case .deceased: tally.deceased += 1
      }
    }
    tally.notListed = max(0, total - told.count - best.count)
    self.tally = tally
    self.recipients = recipients.sorted { ($0.row.postcode, $0.row.line) < ($1.row.postcode, $1.row.line) }
  }
}
