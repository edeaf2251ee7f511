import CanonicalForms
import DiskEncryption
import Glibc
import TestDisks
import Testing

@testable import Agent

/// The agent's own code against a real `hikae serve` over mutual TLS, with a volume in files.
@Suite(.serialized) struct LiveChallengeTests {
  static let passphrase = "correct horse battery staple"

  @Test func aDeviceProvesItsKeyLive() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    try fleet.importKey(Self.passphrase, of: "PC-1", volume: LUKSDisk.uuid, slot: 0)
    let identity = try fleet.enrol("PC-1")
    let talk = DiskTalk(places: fleet.places(of: disk), server: fleet.diskServer(identity))
    // The copy goes, and is proved by whoever comes first: the server itself or this command.
    #expect(try talk.talk() == DiskTalk.Outcome(volumes: 1, nextSeconds: 60))
    try fleet.workplace.run("keys", "prove")
    #expect(try fleet.proof(of: "PC-1")["class"].string == "B")
    _ = try talk.talk()
    let proof = try fleet.proof(of: "PC-1")
    #expect(proof["class"].string == "A" && proof["verdict"].string == "proved")
    #expect(Set(proof["checks"].strings).isSuperset(of: ["live_sectors", "serial"]))
    // Nothing is wanted any more.
    #expect(try talk.talk() == DiskTalk.Outcome(volumes: 1, nextSeconds: 3600))
    #expect(try fleet.workplace.run("verify").status == 0)
    #expect(try fleet.workplace.run("rebuild").status == 0)
  }

  @Test func aForeignDiskAReplayAndAnotherDeviceDoNot() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let disk = try LUKSDisk(passphrase: Self.passphrase)
    let foreign = try LUKSDisk(passphrase: Self.passphrase, seed: 5)
    try fleet.importKey(Self.passphrase, of: "PC-1", volume: LUKSDisk.uuid, slot: 0)
    let identity = try fleet.enrol("PC-1")
    let other = try fleet.enrol("PC-2")
    let server = fleet.diskServer(identity)
    _ = try DiskTalk(places: fleet.places(of: disk), server: server).talk()
    try fleet.workplace.run("keys", "prove")
    let volume = try #require(DiskTalk.volumes(in: fleet.places(of: disk)).found.first)
    func question() throws -> SectorQuestion {
      let answer = try server.say(DiskMessage([.report(volume.report)]))
      for case .read(let question) in answer.orders { return question }
      throw LUKSDiskMissing()
    }
    // Honest sectors, but over another device's certificate.
    let first = try question()
    let reader = SectorReader(mapping: volume.mapping, volume: volume.volume)
    let honest = try reader.answer(first)
    _ = try fleet.diskServer(other).say(DiskMessage([honest]))
    #expect(try fleet.proof(of: "PC-1")["class"].string == "B")
    // In time and over its own: class A. Once more: nothing.
    _ = try server.say(DiskMessage([honest]))
    #expect(try fleet.proof(of: "PC-1")["class"].string == "A")
    let entries = try fleet.entries()
    _ = try server.say(DiskMessage([honest]))
    #expect(try fleet.entries() == entries)
    // After a change of the header the copy is sent anew; the sectors now come from another disk.
    try disk.add("another passphrase", to: 1, openedBy: Self.passphrase)
    let swapped = try foreign.read(foreign.raw, at: LUKSDisk.dataOffset, count: LUKSDisk.dataSize)
    try disk.change(disk.raw, at: LUKSDisk.dataOffset, swapped)
    try disk.change(disk.plain, at: 0, foreign.read(foreign.plain, at: 0, count: LUKSDisk.dataSize))
    let talk = DiskTalk(places: fleet.places(of: disk), server: server)
    _ = try talk.talk()
    try fleet.workplace.run("keys", "prove")
    #expect(try fleet.proof(of: "PC-1")["class"].string == "B")
    _ = try talk.talk()
    let proof = try fleet.proof(of: "PC-1")
    #expect(proof["verdict"].string == "refused" && proof["refusals"].strings.contains("sectors_differ"))
  }

  private struct LUKSDiskMissing: Error {}

  @Test func strangersAreNotHeard() throws {
    let fleet = try EnrolledFleet()
    defer { fleet.server.terminate() }
    let client = HTTPClient(authority: fleet.authority)
    let url = fleet.address + "/agent/v1/disks"
    #expect(try client.post(DiskMessage([]).bytes, to: url, type: DiskMessage.type).status == 401)
    let identity = try fleet.enrol("PC-1")
    let state = fleet.state("PC-1")
    let known = HTTPClient(authority: state.authority, certificate: (state.certificate, state.clientKey))
    #expect(try known.post([1, 2, 3], to: url, type: DiskMessage.type).status == 400)
    #expect(try known.post(DiskMessage([]).bytes, to: url, type: "text/plain").status == 415)
    try fleet.workplace.run("devices", "revoke", identity.device)
    #expect(try known.post(DiskMessage([]).bytes, to: url, type: DiskMessage.type).status == 403)
  }
}
