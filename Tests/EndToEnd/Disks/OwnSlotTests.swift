import CanonicalForms
import DiskEncryption
import Glibc
import TestDatabases
import TestDisks
import Testing

@testable import Agent

/// The agent's own key slot, by the agent's code and program against a real server, on an image file.
@Suite(.serialized) struct OwnSlotTests {
  static let passphrase = "correct horse battery staple"

  private struct Cut: Error {}

  private func text(_ secret: SecretBytes) -> String {
    secret.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// What must hold whenever the agent is cut off: the owner's passphrase opens the disk, and what is relied on is kept and proved.
  private func check(_ disk: LUKSDisk, _ fleet: EnrolledFleet, _ slots: OwnSlots) throws {
    #expect(disk.slot(openedBy: Self.passphrase) == 0)
    let relied = try slots.all().filter { $0.state == .relied }
    #expect(relied.count <= 1)
    guard let own = relied.first else { return }
    let key = try #require(try fleet.keys(of: "PC-1").first { $0["protector"].string == String(own.slot) })
    #expect(key["proof"]["verdict"].string == "proved" && key["source"].string == "agent")
    #expect(disk.slots.contains(own.slot))
  }

  @Test func aKeyIsMadeKeptProvedAndReliedOn() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let identity = try fleet.enrol("PC-1")
    let slots = OwnSlots(fleet.state("PC-1"))
    let keeper = SlotKeeper(device: disk.raw, server: fleet.diskServer(identity), slots: slots)
    let secret = SecretBytes(Array(Self.passphrase.utf8))
    #expect(throws: DiskEncryptionFailure.self) { try keeper.adopt(existing: SecretBytes(Array("wrong".utf8))) }
    #expect(disk.slots == [0])
    #expect(try slots.all().isEmpty)
    let first = try keeper.adopt(existing: secret)
    #expect(first == .init(volume: LUKSDisk.uuid, slot: 1, isNew: true, older: []))
    try check(disk, fleet, slots)
    // Again: it is there, and is proved again.
    #expect(try keeper.adopt(existing: secret) == .init(volume: LUKSDisk.uuid, slot: 1, isNew: false, older: []))
    // Another one: the older is offered to be taken away, and not touched before.
    let second = try keeper.adopt(existing: secret, replacing: true)
    #expect(second == .init(volume: LUKSDisk.uuid, slot: 2, isNew: true, older: [1]) && disk.slots == [0, 1, 2])
    #expect(try keeper.prune() == [1])
    #expect(disk.slots == [0, 2])
    try check(disk, fleet, slots)
    // The running agent tells the rest: sectors, class A.
    let talk = DiskTalk(places: fleet.places(of: disk), server: fleet.diskServer(identity), slots: slots)
    _ = try talk.talk()
    let current = try #require(try fleet.keys(of: "PC-1").first { $0["protector"].string == "2" })
    #expect(current["proof"]["class"].string == "A" && current["state"].string == "proved")
    #expect(try fleet.keys(of: "PC-1").first { $0["protector"].string == "1" }?["state"].string == "past")
    #expect(try fleet.workplace.run("verify").status == 0)
    #expect(try fleet.workplace.run("rebuild").status == 0)
  }

  @Test(arguments: SlotKeeper.Step.allCases) func aCutAfterAnyStepIsRecoveredFrom(step: SlotKeeper.Step) throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let identity = try fleet.enrol("PC-1")
    let slots = OwnSlots(fleet.state("PC-1"))
    let secret = SecretBytes(Array(Self.passphrase.utf8))
    let cut = SlotKeeper(device: disk.raw, server: fleet.diskServer(identity), slots: slots) { done in
      if done == step { throw Cut() }
    }
    #expect(throws: Cut.self) { try cut.adopt(existing: secret) }
    try check(disk, fleet, slots)
    #expect(try slots.all().contains { $0.state == .relied } == (step == .relied))
    let keeper = SlotKeeper(device: disk.raw, server: fleet.diskServer(identity), slots: slots)
    let adopted = try keeper.adopt(existing: secret)
    try check(disk, fleet, slots)
    #expect(try slots.all().contains { $0.state == .relied && $0.slot == adopted.slot })
    // What the server had is used, what nobody has is taken away.
    #expect(adopted.isNew == (step != .kept && step != .relied))
    _ = try keeper.prune()
    #expect(disk.slots == [0, adopted.slot])
    try check(disk, fleet, slots)
  }

  /// After a cut somebody else puts a key into the slot that was meant: a recovery key of systemd-cryptenroll has the same form, and a
  /// token beside it. It is never called the agent's own.
  @Test(arguments: [SlotKeeper.Step.intended, .made]) func aSlotOfSomebodyElseIsLeftAlone(step: SlotKeeper.Step) throws
  {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let slots = OwnSlots(fleet.state("PC-1"))
    let server = fleet.diskServer(try fleet.enrol("PC-1"))
    let secret = SecretBytes(Array(Self.passphrase.utf8))
    let cut = SlotKeeper(device: disk.raw, server: server, slots: slots) { done in
      if done == step { throw Cut() }
    }
    #expect(throws: Cut.self) { try cut.adopt(existing: secret) }
    if step == .made { try KeySlots.remove(1, path: disk.raw) }
    let theirs = try RecoveryPhrase.make()
    try KeySlots.add(theirs, to: 1, existing: secret, path: disk.raw)
    try disk.addToken(#"{"type":"systemd-recovery","keyslots":["1"]}"#)
    let keeper = SlotKeeper(device: disk.raw, server: server, slots: slots)
    #expect(try keeper.prune().isEmpty)
    #expect(try slots.all().isEmpty)
    let adopted = try keeper.adopt(existing: secret)
    #expect(adopted == .init(volume: LUKSDisk.uuid, slot: 2, isNew: true, older: []))
    #expect(disk.slot(openedBy: text(theirs)) == 1)
    try check(disk, fleet, slots)
  }

  /// Somebody takes the slot between the look at the header and the making of the key.
  @Test func aSlotThatIsTakenMeanwhileIsLeftAlone() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let slots = OwnSlots(fleet.state("PC-1"))
    let server = fleet.diskServer(try fleet.enrol("PC-1"))
    let secret = SecretBytes(Array(Self.passphrase.utf8))
    let theirs = try RecoveryPhrase.make()
    let raced = SlotKeeper(device: disk.raw, server: server, slots: slots) { done in
      if done == .intended { try KeySlots.add(theirs, to: 1, existing: secret, path: disk.raw) }
    }
    #expect(throws: DiskEncryptionFailure.self) { try raced.adopt(existing: secret) }
    #expect(try slots.all().isEmpty)
    #expect(try SlotKeeper(device: disk.raw, server: server, slots: slots).prune().isEmpty)
    #expect(disk.slot(openedBy: text(theirs)) == 1)
  }

  @Test func aServerThatCannotProveIsNotReliedOn() throws {
    let fleet = try EnrolledFleet()
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let identity = try fleet.enrol("PC-1")
    let slots = OwnSlots(fleet.state("PC-1"))
    let keeper = SlotKeeper(device: disk.raw, server: fleet.diskServer(identity), slots: slots)
    fleet.server.terminate()
    #expect(throws: AgentFailure.self) { try keeper.adopt(existing: SecretBytes(Array(Self.passphrase.utf8))) }
    #expect(try slots.all().map(\.state) == [.added])
    #expect(disk.slot(openedBy: Self.passphrase) == 0)
    // Nobody knows whether the server has the key: the slot stays.
    #expect(throws: AgentFailure.self) { try keeper.prune() }
    #expect(disk.slots == [0, 1])
  }

  /// The program itself, killed again and again at moments of chance.
  @Test func killsAtAnyMomentLeaveTheDiskOpen() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    _ = try fleet.enrol("PC-1")
    let state = fleet.state("PC-1")
    let slots = OwnSlots(state)
    let program = try BuiltProgram.path(of: "hikae-agent")
    let input = try fleet.workplace.write("passphrase", Self.passphrase + "\n")
    let prune = "\(program) keys prune \(disk.raw) --state \(state.path)"
    for kill in 0..<10 {
      let script =
        "timeout -s KILL \(0.01 + Double(kill) * 0.03) \(program) keys adopt \(disk.raw) --new --state \(state.path)"
      _ = try Shell.run(script + " < \(input) > /dev/null 2>&1")
      try check(disk, fleet, slots)
      // What was left over goes, also while nothing is relied on yet.
      #expect(try Shell.run(prune + " > /dev/null") == 0)
      try check(disk, fleet, slots)
      let relied = try slots.all().filter { $0.state == .relied }.map(\.slot)
      #expect(disk.slots == [0] + relied)
    }
    let whole = "\(program) keys adopt \(disk.raw) --new --state \(state.path) < \(input) > /dev/null && "
    #expect(try Shell.run(whole + prune + " > /dev/null") == 0)
    try check(disk, fleet, slots)
    #expect(disk.slots.count == 2)
  }

  @Test func aShownKeyIsReplacedByTheAgent() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let identity = try fleet.enrol("PC-1")
    let slots = OwnSlots(fleet.state("PC-1"))
    let server = fleet.diskServer(identity)
    _ = try SlotKeeper(device: disk.raw, server: server, slots: slots)
      .adopt(existing: SecretBytes(Array(Self.passphrase.utf8)))
    let talk = DiskTalk(places: fleet.places(of: disk), server: server, slots: slots)
    _ = try talk.talk()
    let key = try #require(try fleet.keys(of: "PC-1").first)
    let shown = try fleet.reveal(try #require(key["id"].string))
    #expect(disk.slot(openedBy: shown) == 1)
    #expect(try fleet.workplace.run("keys", "rotations", "--json").lines.count == 1)
    // What was left over by a cut is for a person to take away.
    let cut = SlotKeeper(device: disk.raw, server: server, slots: slots) { if $0 == .made { throw Cut() } }
    #expect(throws: Cut.self) {
      try cut.adopt(existing: SecretBytes(Array(Self.passphrase.utf8)), replacing: true)
    }
    _ = try talk.talk()
    try fleet.workplace.run("keys", "prove")
    _ = try talk.talk()
    #expect(disk.slots == [0, 2, 3] && disk.slot(openedBy: shown) == nil)
    #expect(try SlotKeeper(device: disk.raw, server: server, slots: slots).prune() == [2])
    #expect(disk.slots == [0, 3] && disk.slot(openedBy: shown) == nil)
    try check(disk, fleet, slots)
    #expect(try fleet.workplace.run("keys", "rotations", "--json").lines.isEmpty)
    #expect(try fleet.workplace.run("verify").status == 0)
    #expect(try fleet.workplace.run("rebuild").status == 0)
  }

  @Test func aReplacementThatIsCutOffIsFinished() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let identity = try fleet.enrol("PC-1")
    let slots = OwnSlots(fleet.state("PC-1"))
    let server = fleet.diskServer(identity)
    _ = try SlotKeeper(device: disk.raw, server: server, slots: slots)
      .adopt(existing: SecretBytes(Array(Self.passphrase.utf8)))
    let talk = DiskTalk(places: fleet.places(of: disk), server: server, slots: slots)
    _ = try talk.talk()
    let key = try #require(try fleet.keys(of: "PC-1").first)
    let shown = try fleet.reveal(try #require(key["id"].string))
    #expect(disk.slot(openedBy: shown) == 1)
    #expect(try fleet.workplace.run("keys", "rotations", "--json").lines.count == 1)
    // Cut off when the new slot is relied on: the shown one is still there, and goes with the next talk.
    let cut = SlotKeeper(device: disk.raw, server: server, slots: slots) { if $0 == .relied { throw Cut() } }
    #expect(throws: Cut.self) { try cut.rotate(1, key: SecretBytes(Array(shown.utf8))) }
    #expect(disk.slots == [0, 1, 2])
    _ = try talk.talk()
    try fleet.workplace.run("keys", "prove")
    _ = try talk.talk()
    #expect(disk.slots == [0, 2] && disk.slot(openedBy: shown) == nil)
    try check(disk, fleet, slots)
    #expect(try fleet.workplace.run("keys", "rotations", "--json").lines.isEmpty)
    #expect(try fleet.workplace.run("verify").status == 0)
    #expect(try fleet.workplace.run("rebuild").status == 0)
  }
}
