import Testing

@testable import Documents

/// Logs and conversations as people, by the whole way.
@Suite("People in logs and conversations") struct LogPeopleTests {
  /// Lines of pairs are a table, of which an address under `to` says nothing.
  @Test func aMailServer() throws {
    let log = """
      Oct 14 09:00:02 mx1 postfix/cleanup[22]: 4A1B: message-id=<20261014.4A1B@mx1.kaiin.jp>
      Oct 14 09:00:03 mx1 postfix/qmgr[98]: 4A1B: from=<aoyama@kaiin.jp>, size=2310, nrcpt=1 (queue active)
      Oct 14 09:00:04 mx1 postfix/smtp[22]: 4A1B: to=<hanako99@kaiin.ne.jp>, relay=mx.kaiin.ne.jp, delay=1.2, status=sent
      Oct 14 09:00:05 mx1 postfix/qmgr[98]: 5A1B: from=<noreply@kaiin.jp>, size=2310, nrcpt=1 (queue active)
      Oct 14 09:00:06 mx1 postfix/smtp[22]: 5A1B: to=<jiro@kaiin.ne.jp>, relay=mx.kaiin.ne.jp, delay=1.2, status=sent
      """
    #expect(try PeopleRead(log, named: "mail.log").people == 3)
    #expect(try PeopleRead(log, named: "maillog").people == 3)
  }

  /// The address of somebody whom a record of the log names is nobody new.
  @Test func addressesOfThoseWhomRecordsName() throws {
    let records = [("Norma", "Field"), ("Stuart", "Hill"), ("Mary", "Wood")].map { given, family in
      #"2026-10-14 09:00:00,204 INFO [exec] Booking - request={"customer": {"givenName": "\#(given)", "#
        + #""familyName": "\#(family)", "mobile": "+44 7700 900\#(100 + given.count)"}}"#
    }
    let mails = ["norma.field47@kaiin.uk", "stuarthill@kaiin.uk", "other.person@kaiin.uk"].map {
      "2026-10-14 09:17:11,204 INFO [exec] Booking - Sending confirmation to \($0)"
    }
    let log = (records + mails).joined(separator: "\n")
    #expect(try PeopleRead(log, named: "booking.log").people == 4)
  }

  /// A conversation divided by tabs is no table.
  @Test func aConversation() throws {
    let talk = """
      [LINE] 町内会のトーク履歴
      保存日時：2026/11/01 18:22

      2026/10/28(水)
      9:29\t青山 一郎\t明日の会場は公民館です
      10:26\t佐藤花子\t[スタンプ]
      11:55\t青山 一郎\t了解です
      12:13\t佐藤花子\t係の木下四郎さん、電話090-1111-0001です
      13:21\t青山 一郎\tありがとうございます
      """
    let read = try PeopleRead(talk, named: "[LINE]町内会.txt")
    #expect(read.people == 3)
    #expect(read.count(.phone) == 1)
    #expect(read.count(.appointment) == 0)
  }

  /// A plan of the day has nobody twice and stays a table.
  @Test func aPlanIsATable() throws {
    let plan = "2026/10/28(水)\n" + (0..<8).map { "\(9 + $0):00\t青山 一郎\($0)\t内視鏡\n" }.joined()
    let text = Array(plan.utf8)
    let lines = SampleLines(text, isWhole: true, newline: 0x0A)
    #expect(!ConversationLook(lines).isConversation)
  }
}
