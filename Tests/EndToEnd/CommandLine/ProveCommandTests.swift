import CanonicalForms
import Glibc
import Testing

/// `hikae prove`, as somebody meets it who has one key and one disk.
@Suite("Proving a key on the command line") struct ProveCommandTests {
  private static let right = "593428-544896-123717-513139-038511-249546-061270-473869"
  private static let second = "430111-163042-207328-146498-387750-429847-478390-533995"
  private static let foreign = "111111-222222-333333-444444-555555-666666-707707-011011"
  private static let slot = "fbkkfbrt-fllcthec-lgevhlkd-jcvvrgrk-dtkenfil-utdikdtd-vnncbhje-rfdcvfnd"

  private func disk(_ name: String) -> String {
    SourceTree.root + "/Tests/DiskEncryptionTests/Fixtures/" + name + ".metadata"
  }

  private func prove(_ place: Workplace, _ arguments: String...) throws -> Workplace.Finished {
    try place.start(["prove"] + arguments, withData: false).wait()
  }

  private func key(_ place: Workplace, _ text: String) throws -> String { try place.write("key.txt", text + "\n") }

  @Test func aRightKeyIsProvedAndAForeignOneRefused() throws {
    let place = try Workplace()
    let proved = try prove(place, disk("bitlocker-xts256"), "--key-file", try key(place, Self.right), "--json")
    #expect(proved.status == 0, "\(proved.errors)")
    let answer = try #require(try proved.json().last)
    #expect(answer["verdict"].string == "proved" && answer["class"].string == "B")
    #expect(answer["protector"].string == "BA12C147-24D8-456D-8EB2-05556475972D")
    #expect(answer["checks"].strings.contains("authenticated"))
    #expect(answer["method"].string == "bitlocker-native/1")
    #expect(answer["suspended"].boolean == false)
    let refused = try prove(place, disk("bitlocker-xts256"), "--key-file", try key(place, Self.foreign), "--json")
    #expect(refused.status == 1)
    #expect(try refused.json().last?["refusals"].strings == ["wrong_key"])
    let text = try prove(place, disk("bitlocker-xts256"), "--key-file", try key(place, Self.right), "--lang", "ja")
    #expect(text.text.contains("証明済み") && text.text.contains("クラス B"))
  }

  @Test func tamperingAndSuspensionAreLoud() throws {
    let place = try Workplace()
    let file = try key(place, Self.right)
    let tampered = try prove(place, disk("tampered"), "--key-file", file, "--lang", "en")
    #expect(
      tampered.status == 1 && tampered.text.contains("REFUSED") && tampered.text.contains("changed or is damaged"))
    let suspended = try prove(place, disk("suspended"), "--key-file", file, "--lang", "en")
    #expect(suspended.status == 1 && suspended.text.contains("PROVED"))
    #expect(suspended.lines.first?.contains("SUSPENDED") == true)
  }

  /// Neither output nor errors show a digit of a key, unless it was asked for.
  @Test func keysAreNotShown() throws {
    let place = try Workplace()
    let file = try key(place, Self.right)
    let hidden = try prove(place, disk("bitlocker-xts128-two-recovery"), "--key-file", file)
    #expect(hidden.status == 0 && hidden.text.contains("CDF9683A-6780-48AB-ABC7-7EFD2E020ACB"))
    for secret in [Self.right, Self.second] {
      #expect(!hidden.text.contains(secret.prefix(6)) && !hidden.errors.contains(secret.prefix(6)))
    }
    let shown = try prove(place, disk("bitlocker-xts128-two-recovery"), "--key-file", file, "--show-others")
    #expect(shown.text.contains(Self.second) && !shown.text.contains(Self.right))
    let mistyped = Self.right.replacing("123717", with: "123718")
    let slip = try prove(place, disk("bitlocker-xts256"), "--key-file", try key(place, mistyped), "--lang", "en")
    #expect(slip.status == 1 && slip.text.contains("group 3 (of 8)"))
    #expect(!slip.text.contains("12371") && !slip.errors.contains("12371"))
    let visible = try prove(place, disk("bitlocker-xts256"), "--key", Self.right)
    #expect(visible.status == 0 && visible.errors.contains("warning:") && !visible.errors.contains("593428"))
  }

  @Test func slotsOfLUKSAreProvedByNumber() throws {
    let place = try Workplace()
    let file = try key(place, Self.slot)
    #expect(try prove(place, disk("luks2-slot1"), "--key-file", file, "--protector", "1").status == 0)
    #expect(try prove(place, disk("luks2-drifted-slot1"), "--key-file", file, "--protector", "1").status == 1)
    #expect(try prove(place, disk("luks2-slot1"), "--key-file", file, "--protector", "0").status == 3)
    #expect(try prove(place, disk("luks2-slot1"), "--key-file", file, "--protector", "x").status == 2)
  }

  @Test func aCopyIsCollectedOnceAndProvesLikeTheDisk() throws {
    let place = try Workplace()
    let copy = place.path + "/disk.metadata"
    #expect(try prove(place, "--collect", disk("bitlocker-xts256"), "--to", copy).status == 0)
    #expect(Workplace.read(copy) == Workplace.read(disk("bitlocker-xts256")))
    var status = stat()
    #expect(stat(copy, &status) == 0 && status.st_mode & 0o777 == 0o600)
    // What is there is not written over.
    #expect(try prove(place, "--collect", disk("rotated"), "--to", copy).status == 3)
    #expect(try prove(place, copy, "--key-file", try key(place, Self.right)).status == 0)
    #expect(try prove(place, "--collect", disk("luks2-slot1"), "--to", place.path + "/luks").status == 3)
    #expect(
      try prove(place, "--collect", disk("luks2-slot1"), "--to", place.path + "/luks", "--protector", "1").status == 0)
  }

  @Test func changesAreNamedWithoutAKey() throws {
    let place = try Workplace()
    let same = try prove(place, disk("luks2-slot1"), "--against", disk("luks2-slot1"), "--json")
    #expect(same.status == 0)
    #expect(try same.json().last?["changes"] == [])
    let drifted = try prove(place, disk("luks2-drifted-slot1"), "--against", disk("luks2-slot1"), "--json")
    #expect(drifted.status == 1)
    #expect(try drifted.json().last?["changes"] == [["change": "changed", "protector": "1"]])
    #expect(try drifted.json().last?["verdict"] == .null)
  }

  @Test func wrongUsageAndOtherFilesEndOtherwise() throws {
    let place = try Workplace()
    #expect(try prove(place).status == 2)
    #expect(try prove(place, disk("rotated"), "--key", "a", "--key-file", "b").status == 2)
    #expect(try prove(place, "--collect", disk("rotated")).status == 2)
    #expect(try prove(place, disk("rotated"), "--show-others").status == 2)
    #expect(try prove(place, "/nowhere").status == 3)
    #expect(try prove(place, disk("rotated"), "--key-file", "/nowhere").status == 3)
    let other = try place.write("list.csv", String(repeating: "no disk\n", count: 200))
    let finished = try prove(place, other, "--lang", "ja")
    #expect(finished.status == 3 && finished.errors.contains("見つかりません"))
  }
}
