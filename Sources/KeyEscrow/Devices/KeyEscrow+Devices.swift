import CanonicalForms
import DiskEncryption
import Storage

/// A device that talks: as its certificate names it.
package struct DeviceCaller: Sendable, Hashable {
  package let device: String
  /// Serial number of the certificate. Questions belong to it.
  package let certificate: String
  /// It is reported lost: what it says is heard, and no key is handed to whoever has it.
  package let isLost: Bool

  package init(device: String, certificate: String, isLost: Bool = false) {
    self.device = device
    self.certificate = certificate
    self.isLost = isLost
  }

  /// As the journal names it.
  var actor: String { "device:" + device }
}

/// What devices say of their disks, and what is asked of them. docs/formats/disks.md.
extension KeyEscrow {
  /// Seconds until a device reports again: usually, and while something is unfinished.
  private static let usualSeconds = 3600
  private static let soonSeconds = 60

  /// Takes down what a device says and answers it. What it says is of its own disks only.
  /// - Throws: `DiskEncryptionFailure` for metadata that cannot be read.
  package func hear(_ message: DiskMessage, from caller: DeviceCaller, at now: Moment) throws -> DiskAnswer {
    var answer = DiskAnswer([], nextSeconds: Self.usualSeconds)
    var shown: [String: ProtectorReport] = [:]
    for statement in message.statements {
      switch statement {
      case .report(let report):
        let taken = try take(report, of: caller.device, seen: now, by: caller.actor, at: now)
        // A disk that shows older metadata than before is not asked anything: a person looks first.
        if case .taken = taken { shown[report.volume] = report }
      case .copy(let copy):
        _ = try take(copy, of: caller.device, seen: now, by: caller.actor, at: now)
      case .sectors(let question, let serial, let answers):
        if case .undecided = try judge(answers, to: question, serial: serial, from: caller, at: now) {
          answer.nextSeconds = Self.soonSeconds
        }
      case .unanswered(let question, _): try drop(question, from: caller, at: now)
      case .key(let volume, let slot, let secret):
        let isProved = try keepOwn(secret, volume: volume, slot: slot, of: caller, at: now)
        answer.orders.append(.kept(volume: volume, slot: slot, isProved: isProved))
      case .confirm(let volume, let slot):
        let isProved = try confirmOwn(volume: volume, slot: slot, of: caller, at: now)
        answer.orders.append(.kept(volume: volume, slot: slot, isProved: isProved))
      }
    }
    for report in shown.values.sorted(by: { $0.volume < $1.volume }) {
      let (orders, isOpen) = try orders(for: report, to: caller, at: now)
      answer.orders += orders
      if isOpen { answer.nextSeconds = Self.soonSeconds }
    }
    return answer
  }

  /// What is wanted of a volume.
  /// - Returns: also whether more will be wanted soon.
  private func orders(
    for report: ProtectorReport, to caller: DeviceCaller, at now: Moment
  ) throws -> (orders: [DiskOrder], isOpen: Bool) {
    var orders: [DiskOrder] = []
    var asked: Set<Int?> = []
    var isOpen = false
    let keys = try store.read { try KeyRegister(session: $0).all(of: caller.device) }
    for key in keys where key.replacedBy == nil && (key.volume == report.volume || key.isUnbound) {
      guard key.fits(report.system) else { continue }
      let slot = report.system == .bitLocker ? nil : Int(key.protector)
      guard report.protectors.contains(where: { $0.id == key.protector }) || key.protector.isEmpty else { continue }
      // Of LUKS a copy holds one slot, which has to be known.
      guard report.system == .bitLocker || slot != nil else { continue }
      guard let copy = try currentCopy(of: report, device: caller.device, slot: slot) else {
        if asked.insert(slot).inserted { orders.append(.copy(volume: report.volume, slot: slot)) }
        isOpen = true
        continue
      }
      // Nothing of it can be decrypted here: its disk shows drift, and no more is asked of it.
      if key.sealing != nil { continue }
      // A key that was refused by another volume has been tried on this one as well.
      if key.isUnbound, key.proof != nil { continue }
      guard let proof = key.proof, proof.metadata == "\(report.metadata)" else {
        // What could not be tried is not tried sooner for being asked about.
        let last = try store.read { try KeyRegister(session: $0).history(of: key, limit: 1).first }
        isOpen = isOpen || last?.metadata != "\(report.metadata)"
        continue
      }
      guard proof.verdict == .proved && key.drifted == nil || proof.isRefusedLive else { continue }
      if let replacement = try replacement(of: key, report, to: caller, at: now) { orders.append(replacement) }
      if let question = try question(about: key, report, copy: copy, to: caller, at: now) {
        orders.append(.read(question))
      }
    }
    return (orders, isOpen)
  }

  /// The kept copy of what the device shows; nil when it has shown something else since.
  private func currentCopy(of report: ProtectorReport, device: String, slot: Int?) throws -> MetadataCopy? {
    try store.read { session in
      var opened = OpenRing(ring)
      let copy = try VolumeRegister(session: session).copy(
        of: device, volume: report.volume, part: slot.map { String($0) } ?? "", with: &opened)
      guard let copy, let kept = try? EncryptedVolume(reading: copy).report(in: copy),
        kept.metadata == report.metadata
      else { return nil }
      // The header is the same when the area of a slot was overwritten.
      guard let slot = slot.map({ String($0) }), let area = report.areas[slot] else { return copy }
      return kept.areas[slot] == area ? copy : nil
    }
  }
}
