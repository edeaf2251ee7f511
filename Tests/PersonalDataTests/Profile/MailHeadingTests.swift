import Contents
import Cryptography
import JapaneseText
import Testing

@testable import PersonalData

@Suite("Senders and receivers in the text of their mail") struct MailHeadingTests {
  private func people(_ heading: String, _ body: String) -> Int {
    let reading = ContentReading(asOf: CivilDate(packed: 2024_11_01) ?? CivilDate(dayNumber: 0))
    reading.consume(.passage(Passage(heading, kind: .heading)))
    reading.consume(.passage(Passage(body)))
    return reading.finish(sha256: SHA256Digest(hashing: [UInt8]()), size: 0).profile.people
  }

  @Test(arguments: [
    ("From: 吉田 直矢 <yoshida@example.jp>\nTo: 古川 曜子 <furukawa@example.jp>\n", "古川様\n\n吉田です。\n--\n株式会社みどり\n吉田直矢", 2),
    ("From: Stuart Hall <sh@example.org>\nTo: Mary Brown <mb@example.org>\n", "Dear Mary,\n\nthanks.\nMr Hall", 2),
    // An address without a name is somebody, and the one who writes below is no further person.
    ("From: Stuart Hall <sh@example.org>\nCc: norman72@example.org\n", "see below", 2),
    (
      "From: Stuart Hall <sh@example.org>\nCc: norman72@example.org\n",
      "From: Norman Carter [mailto:norman72@example.org]", 2
    ),
    ("From: Fisher, K <kirsty@example.org>\nTo: info@example.org\n", "Kirsty Fisher <kirsty@example.org> wrote:", 1),
    ("From: 吉田 直矢 <yoshida@example.jp>\nTo: 古川 曜子 <furukawa@example.jp>\n", "山本様の件です。", 3),
  ])
  func areCountedOnce(heading: String, body: String, expected: Int) { #expect(people(heading, body) == expected) }

  @Test func aPageHeaderCountsNoAddresses() { #expect(people("みどり商事 tanaka@example.jp", "本文です。") == 0) }
}
