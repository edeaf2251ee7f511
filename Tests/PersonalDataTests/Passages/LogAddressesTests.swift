import Contents
import Cryptography
import JapaneseText
import Testing

@testable import PersonalData

/// Addresses in logs, and in what looks like one.
@Suite("Addresses in logs") struct LogAddressesTests {
  private func lone(_ text: String) throws -> [String] {
    let day = try #require(CivilDate(year: 2026, month: 11, day: 1))
    return PassageRecogniser(asOf: day).recognise(text).loneEmails
  }

  private func people(_ text: String) -> Int {
    let reading = ContentReading(asOf: CivilDate(packed: 2026_11_01) ?? CivilDate(dayNumber: 0))
    reading.consume(.passage(Passage(text)))
    return reading.finish(sha256: SHA256Digest(hashing: [UInt8]()), size: 0).profile.people
  }

  /// A log of an application: a member who comes twice is one, traces stand between the lines.
  @Test func membersAmongTraces() throws {
    let log = """
      2026-10-14 09:00:00.045 INFO  [exec-0] c.k.LoginService - login success userId=U001 mail=aoyama@kaiin.jp
      2026-10-14 09:03:39.052 DEBUG [exec-1] c.k.MailSender - sending template=RESET to=Midorikawa7@kaiin.jp
      java.lang.NullPointerException: Cannot invoke "String.length()"
      \tat jp.kaiin.MemberController.update(MemberController.java:118)
      2026-10-14 09:06:20.079 WARN  [exec-2] c.k.MailSender - no answer of midorikawa7@kaiin.jp, Session@1a2b3c
      """
    #expect(try lone(log) == ["aoyama@kaiin.jp", "midorikawa7@kaiin.jp"])
    #expect(people(log) == 2)
  }

  @Test(arguments: [
    "Oct 14 09:00:03 mx1 postfix/smtp[22]: 4A1B: to=<aoyama@kaiin.jp>, relay=mx.kaiin.jp[203.0.113.7]:25, status=sent",
    "203.0.113.5 - aoyama@kaiin.jp [14/Oct/2026:09:00:00 +0900] \"GET / HTTP/1.1\" 200 12",
    "203.0.113.6 - - [14/Oct/2026:09:00:01 +0900] \"GET /reset?mail=aoyama%40kaiin.jp&x=1 HTTP/1.1\" 200 12",
    "[Wed Oct 14 09:00:00 2026] [auth] user aoyama@kaiin.jp: password mismatch",
    "I1014 09:00:00.123456 1 audit.go:12] GET /users/aoyama@kaiin.jp/edit",
    "2026/10/14 09:00 ログイン aoyama@kaiin.jp", "1760400000.123 12 203.0.113.5 TCP_MISS/200 user aoyama@kaiin.jp",
    "<34>1 2026-10-14T09:00:00Z host app - - - rcpt \"aoyama@kaiin.jp\" accepted",
  ]) func manyKindsOfLogs(line: String) throws {
    #expect(try lone(Array(repeating: line, count: 4).joined(separator: "\n")) == ["aoyama@kaiin.jp"])
  }

  /// Desks, programs, machines, files, numbers of mails, authors of what was built.
  @Test(arguments: [
    "from=<noreply@kaiin.jp>", "to=<info@kaiin.jp>", "message-id=<20261014.4A1B@mx1.kaiin.jp>", "id=4a1b@mx1.kaiin.jp",
    "Accepted publickey for git@git.kaiin.jp", "ssh deploy3@srv1.kaiin.jp", "scp aoyama@srv1.kaiin.jp:/var/log/x .",
    "fetched https://aoyama:secret@git.kaiin.jp/x", "GET /npm/lodash@4.17.21.tgz", "Started user@1000.service",
    "started getty@tty1.service", "icon@2x.png not found", "user@example.com", "Foo@1a2b3c", "host/srv1@kaiin.jp",
    "Author: aoyama@kaiin.jp", "Signed-off-by: aoyama@kaiin.jp", "Linux version 6.1 (kernel@lists.kaiin.jp)",
    "from=<bounces+aoyama=kaiin.jp@mail.kaiin.net>", "for 0f8fad5bd9cb469fa16570867728950e@mx1.kaiin.jp",
  ]) func nobody(message: String) throws {
    let line = "2026-10-14 09:00:00 INFO app - \(message)"
    #expect(try lone(Array(repeating: line, count: 4).joined(separator: "\n")).isEmpty)
  }

  /// Programs, licences, change logs and subtitles bear addresses, and no times before them.
  @Test(arguments: [
    "// Written by aoyama@kaiin.jp\nfunc handle() { print(1) }\nlet time = \"09:00:00\"\n",
    "* Wed Oct 14 2026 aoyama@kaiin.jp - 1.2-1\n- Rebuilt\n",
    "Maintainer: aoyama@kaiin.jp\nVersion: 1.2\nHomepage: https://kaiin.jp\n",
    "00:00:01,000 --> 00:00:04,000\naoyama@kaiin.jp\n\n", "お問い合わせは aoyama@kaiin.jp まで。\n受付 09:00 から 17:00\n",
  ]) func noLog(text: String) throws { #expect(try lone(String(repeating: text, count: 5)).isEmpty) }

  /// Whose line names them has the address.
  @Test func namedOnTheirLine() throws {
    let log = """
      2026-10-14 09:00:00 INFO login name=青山 一郎 mail=aoyama@kaiin.jp
      2026-10-14 09:01:00 INFO mail sent to aoyama@kaiin.jp
      2026-10-14 09:02:00 INFO mail sent to kinoshita@kaiin.jp
      """
    #expect(try lone(log) == ["kinoshita@kaiin.jp"])
  }
}
