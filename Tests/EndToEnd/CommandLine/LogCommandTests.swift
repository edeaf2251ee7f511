import CanonicalForms
import Glibc
import HikaeCommands
import Storage
import Testing

/// `hikae log` and `hikae verify`, as an auditor and an operator meet them.
@Suite("The log on the command line") struct LogCommandTests {
  private func installed() throws -> Workplace {
    let place = try Workplace()
    #expect(try place.run("init", "--log-name", "log.example/here").text.contains("log.example/here+"))
    for number in 1...3 { #expect(try place.run("devices", "add", "PC-\(number)", "--holder", "山田").status == 0) }
    return place
  }

  private func key(_ place: Workplace) throws -> String { try #require(try place.run("log", "key").lines.first) }

  @Test func everyChangeIsInTheLogAtOnce() throws {
    let place = try installed()
    var status = try place.answer("log", "status", "--json")
    #expect(status["size"].integer == 3 && status["ahead"].integer == 0)
    #expect(try place.run("organisations", "add", "117", "霧泉食品健康保険組合").status == 0)
    #expect(try place.run("lost", "PC-1", "--last-seen", "2025-03-14 12:00").status == 1)
    try place.write("list.csv", Lists.csv(0..<3))
    #expect(try place.run("scan", place.files, "--device", "PC-1").status == 1)
    status = try place.answer("log", "status", "--json")
    // A loss opens an incident, with statements and tasks of its own.
    #expect(status["size"].integer ?? 0 > 8 && status["ahead"].integer == 0)
    let verified = try place.run("verify", "--json")
    #expect(verified.status == 0)
    #expect(try verified.json().last?["sound"].boolean == true)
    #expect(try place.run("verify", "--lang", "ja").text.contains("異常ありません"))
  }

  @Test func anAuditorVerifiesAProofWithTheKeyAlone() throws {
    let place = try installed()
    let key = try key(place)
    let proof = place.path + "/entry-2.tlog-proof"
    #expect(try place.run("log", "prove", "2", "--to", proof).status == 0)
    let elsewhere = try Workplace()
    let verified = try elsewhere.run("verify", proof, "--key", key, "--json")
    #expect(verified.status == 0, "\(verified.errors)")
    let answer = try #require(try verified.json().last)
    #expect(answer["entry"].integer == 2 && answer["kind"].string == "device.registered")
    #expect(answer["body"]["id"].string == "PC-2")
    // The personal part is nowhere in the proof.
    #expect(verified.text.contains("personal") == false)
    #expect(try elsewhere.run("verify", proof).status == 2)
    #expect(try elsewhere.run("verify", proof, "--key", "nonsense").status == 3)
    #expect(try elsewhere.run("verify", proof, "--key", String(key.dropLast(4)) + "AAAA").status == 2)
    var bytes = Workplace.read(proof)
    bytes[bytes.count / 2] ^= 1
    let bad = try elsewhere.write("bad.tlog-proof", bytes)
    #expect(try elsewhere.run("verify", bad, "--key", key).status == 1)
  }

  @Test func aPolicyAsksForWitnesses() throws {
    let place = try installed()
    let key = try key(place)
    let none = try place.write("none.policy", "log \(key)\nquorum none\n")
    #expect(try place.run("verify", place.data + "/log", "--policy", none).status == 0)
    let witness = "witness.example/w1+2a5d4ea0+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    let broken = try place.write("broken.policy", "log \(key)\nwitness w \(witness)x\nquorum w\n")
    #expect(try place.run("verify", place.data + "/log", "--policy", broken).status == 2)
  }

  @Test func theFirstBadEntryIsNamed() throws {
    let place = try installed()
    let key = try key(place)
    let checkpoint = try place.write("kept.checkpoint", Workplace.read(place.data + "/log/checkpoint"))
    let store = try Store(
      .sqlite(path: place.data + "/hikae.sqlite"), creating: false,
      migrations: InstallationParts.migrations)
    try store.write { try $0.execute("UPDATE journal SET actor = 'somebody else' WHERE sequence = 2") }
    try store.close()
    let verified = try place.run("verify", "--json")
    #expect(verified.status == 1)
    #expect(try verified.json().last?["first_bad"].integer == 2)
    #expect(try place.run("verify").text.contains("First bad entry: 2"))
    // The log itself is as it was.
    #expect(try place.run("verify", place.data + "/log", "--key", key, "--earlier", checkpoint).status == 0)
    // A log that is begun anew with the same name is not the log that was kept.
    let other = try installed()
    let otherKey = try self.key(other)
    let refused = try other.run("verify", "--key", otherKey, "--earlier", checkpoint, "--json")
    #expect(refused.status == 1)
    #expect(try refused.json().last?["reason"].string == "signature")
  }

  @Test func withoutItsKeyNothingIsChangedSilently() throws {
    let place = try installed()
    unlink(place.data + "/keys/log.key")
    let added = try place.run("devices", "add", "PC-9")
    #expect(added.status == 3)
    #expect(added.errors.contains("log.key"))
  }
}
