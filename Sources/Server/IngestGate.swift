import CanonicalForms
import Cryptography
import Observations

/// What the server needs from the record behind it. Closures, so that this room knows neither tables nor journal and is
/// tested without them; `hikae serve` fills them with `Custody`.
///
/// All of them may wait for the database and are called on threads that may wait.
package struct IngestGate: Sendable {
  /// A batch that came.
  package struct Arrival: Sendable {
    package let batch: Batch
    package let receivedAt: Moment

    package init(batch: Batch, receivedAt: Moment) {
      self.batch = batch
      self.receivedAt = receivedAt
    }
  }

  /// A batch that was looked at, as the record made it ready for itself.
  package struct Checked: Sendable {
    package let content: any Sendable

    package init(_ content: any Sendable) { self.content = content }
  }

  package enum Acceptance: Sendable {
    /// On disk, now or before.
    case accepted(Receipt)
    /// The sequence was used with another body. Both are kept.
    case conflict
    case refused(Problem.Code)
  }

  /// A device that shows a token.
  package struct Application: Sendable {
    package let tokenHash: SHA256Digest
    /// Ed25519, 32 bytes: the key that will sign its batches.
    package let signingKey: [UInt8]
    package let label: String
    package let certificate: NewCertificate
    package let at: Moment
  }

  /// A device that comes back with a certificate that is over.
  package struct Return: Sendable {
    package let identity: DeviceIdentity
    /// Serial number of the old certificate.
    package let old: String
    package let new: NewCertificate
    /// Certificates that ended before this are over for good.
    package let earliest: Moment
    package let at: Moment
  }

  /// An entry of the journal, as its leaf commits to it.
  package struct OpenedEntry: Sendable, Hashable {
    package let entry: Int64
    package let salt: [UInt8]
    package let entryBytes: [UInt8]

    package init(entry: Int64, salt: [UInt8], entryBytes: [UInt8]) {
      self.entry = entry
      self.salt = salt
      self.entryBytes = entryBytes
    }
  }

  /// A certificate that is about to be issued.
  package struct NewCertificate: Sendable, Hashable {
    package let serial: String
    package let notAfter: Moment
  }

  package enum Enrolment: Sendable {
    /// The token is used up, the certificate registered, and the device has a new epoch.
    case enrolled(DeviceIdentity)
    case refused(Problem.Code)
  }

  package enum Standing: Sendable, Hashable {
    case valid, unknown, revoked
    /// The device was enrolled anew since.
    case closed
  }

  /// Holds a batch against its device's key. Called for several batches at the same time.
  package var check: @Sendable (Arrival) throws -> Checked
  /// Takes batches down, all in one transaction, durably; one answer for each, in their order. Throws when none was.
  /// Called for one group of batches after the other.
  package var accept: @Sendable ([Checked]) throws -> [Acceptance]
  package var enrol: @Sendable (Application) throws -> Enrolment
  /// Registers the certificate that follows another of the same device and epoch. Nil, or why it does not.
  package var renew: @Sendable (DeviceIdentity, _ old: String, NewCertificate, Moment) throws -> Problem.Code?
  /// Registers the certificate that follows one that is over. Nil, or why it does not.
  package var comeBack: @Sendable (Return) throws -> Problem.Code?
  /// Of these entries, those of batches of the device: nothing else of the journal is opened to it.
  package var open: @Sendable (_ device: String, [Int64]) throws -> [OpenedEntry]
  /// Takes down what a device holds against the log.
  package var doubt: @Sendable (DeviceIdentity, LogDoubt, Moment) throws -> Void
  /// What the register says of a certificate.
  package var standing: @Sendable (DeviceIdentity, _ serial: String) throws -> Standing
  /// Throws when the record cannot be reached.
  package var reach: @Sendable () throws -> Void

  package init(
    check: @escaping @Sendable (Arrival) throws -> Checked,
    accept: @escaping @Sendable ([Checked]) throws -> [Acceptance],
    enrol: @escaping @Sendable (Application) throws -> Enrolment,
    renew: @escaping @Sendable (DeviceIdentity, _ old: String, NewCertificate, Moment) throws -> Problem.Code?,
    comeBack: @escaping @Sendable (Return) throws -> Problem.Code? = { _ in .certificateExpired },
    open: @escaping @Sendable (_ device: String, [Int64]) throws -> [OpenedEntry] = { _, _ in [] },
    doubt: @escaping @Sendable (DeviceIdentity, LogDoubt, Moment) throws -> Void = { _, _, _ in },
    standing: @escaping @Sendable (DeviceIdentity, _ serial: String) throws -> Standing,
    reach: @escaping @Sendable () throws -> Void = {}
  ) {
    self.check = check
    self.accept = accept
    self.enrol = enrol
    self.renew = renew
    self.comeBack = comeBack
    self.open = open
    self.doubt = doubt
    self.standing = standing
    self.reach = reach
  }
}
