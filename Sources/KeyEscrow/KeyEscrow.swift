import Accounts
import CanonicalForms
import DiskEncryption
import Storage

/// Keeps recovery keys, proves that they open their disks, and shows one to somebody when two people agree.
///
/// Facts are entries of the journal; keys are sealed rows beside it
/// (docs/decisions/0019-keeping-recovery-keys.md). No function looks at a clock. Functions that take `by` refuse whoever
/// may not do it, whatever the caller has checked before.
package struct KeyEscrow: Sendable {
  package let journal: Journal
  let ring: EscrowKeyRing
  private let channel: Channel
  /// As devices are registered in another room; nil where nobody says.
  let classOfDevice: DeviceClass?

  /// The class that a device is registered as (`laptop`), read in the caller's transaction.
  package typealias DeviceClass = @Sendable (String, SQLSession) throws -> String?

  /// How somebody came here: who asked and who agreed is as sure as that. Raw values stand in the journal.
  package enum Channel: String, Sendable {
    /// Signed in.
    case console
    /// Named by whoever has the machine.
    case commandLine = "command_line"
  }

  var store: Store { journal.store }

  /// - Parameters:
  ///   - journal: on a store that has the migrations of `schema` and of the accounts, with the projections of both.
  ///   - keys: where the key-encryption keys are. They are opened when they are needed: lists need none.
  ///   - classOfDevice: by which rules of sealing go.
  package init(
    journal: Journal, keys: EscrowKeyRing, through channel: Channel = .console, classOfDevice: DeviceClass? = nil
  ) {
    self.journal = journal
    self.classOfDevice = classOfDevice
    self.channel = channel
    ring = keys
  }

  /// Appends an entry of this room.
  func record(
    _ kind: String, _ body: JSON, personal: String? = nil, by actor: String, at time: Moment, in session: SQLSession
  ) throws {
    var body = body
    let isOfPeople = kind.hasPrefix("reveal.") || kind.hasPrefix("custodian.") || kind == "breakglass.used"
    if case .object(var members) = body, isOfPeople {
      members["through"] = .string(channel.rawValue)
      body = .object(members)
    }
    try journal.append(
      NewEntry(kind: kind, body: body, personal: personal.map { Array($0.utf8) }), at: time, by: actor, in: session)
  }

  /// A new identifier: 64 random bits, no secret.
  static func newID(_ prefix: String) -> String { prefix + (JSON(bytes: RandomBytes.make(8)).string ?? "") }
}

extension Moment {
  func adding(seconds: Int64) -> Moment { Moment(milliseconds: milliseconds + seconds * 1000) }
  func adding(days: Int64) -> Moment { adding(seconds: days * 86_400) }
}
