import CanonicalForms
import Custody
import DiskEncryption
import KeyEscrow
import Wording

/// The part of a device's page that is about its encryption: what its disks show, which keys are kept, what is wrong.
struct DeviceKeys: Sendable {
  struct Volume: Sendable {
    let id: String
    let cipher: String
    let word: String
    let style: String
    let seen: String
    let canRetire: Bool
  }

  struct Key: Sendable {
    let href: String
    let shown: String
    let word: String
    let style: String
    let days: String
    let strength: String
    let kept: String
  }

  struct Alarm: Sendable {
    let text: String
    let style: String
  }

  let volumes: [Volume]
  let keys: [Key]
  let alarms: [Alarm]
  let isKeyless: Bool
  let drillHref: String
  let canRun: Bool
  /// A volume may be struck off by whoever sees this.
  let retires: Bool
  let retireHref: String

  init(_ device: Device, _ snapshot: KeySnapshot, _ visit: Visit) {
    let words = KeyWords(visit)
    let time = PageTime(language: visit.language, now: visit.now)
    volumes = snapshot.volumes(of: device.id).map { volume in
      let isRetired = snapshot.isRetired(volume.report.volume, of: device.id)
      let word = isRetired ? (phrase: .volumeRetired, style: "quiet") : Self.word(volume)
      return Volume(
        id: volume.report.volume, cipher: volume.report.cipher, word: visit.text(word.phrase), style: word.style,
        seen: time.ago(volume.reported), canRetire: visit.may(.approveReveal) && !isRetired)
    }
    retires = volumes.contains(where: \.canRetire)
    retireHref = Address.retireVolume(device.id)
    let stated = snapshot.keys(of: device.id, at: visit.now)
    keys = stated.sorted { KeyFilter(of: $0.state).rank < KeyFilter(of: $1.state).rank }.map { key, state in
      Key(
        href: Address.key(key.id.text), shown: words.shown(key), word: words.state(state),
        style: KeyWords.style(state), days: words.days(key), strength: words.strength(key), kept: key.kept.localDate)
    }
    isKeyless = stated.allSatisfy { $0.state == .past } && (device.needsKey || !volumes.isEmpty)
    // What the tables say already is not said twice.
    alarms = snapshot.alarms(without: device.status == .retired ? [device.id] : [], at: visit.now)
      .filter { $0.device == device.id && [.breakGlass, .rotationOverdue, .unkept, .drillOverdue].contains($0.kind) }
      .map { Alarm(text: words.alarm($0.kind), style: KeyWords.style($0.kind)) }
    drillHref = Address.with(Address.keyDrills, ["device": device.id])
    canRun = visit.may(.testKeys)
  }

  private static func word(_ volume: KeptVolume) -> (phrase: PagePhrase, style: String) {
    if volume.rolledBack != nil { return (.volumeRolledBack, "grave") }
    if volume.report.isSuspended { return (.volumeSuspended, "grave") }
    if volume.report.isPartial { return (.volumePartial, "warning") }
    return (volume.report.encryptsOnWrite ? .volumeOnWrite : .volumeEncrypted, "fine")
  }
}
