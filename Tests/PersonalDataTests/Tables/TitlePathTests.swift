import Testing

@testable import PersonalData

@Suite("Key paths as titles") struct TitlePathTests {
  @Test(arguments: [
    ("contact.phones.value", ColumnRole.phone), ("contact.emails.value 2", .email), ("name.given", .givenName),
    ("name.family", .familyName), ("name.given 2", .other), ("患者.氏名", .name), ("address.postalCode", .postalCode),
    ("address.lat", .other), ("company.name", .employer), ("company.phone", .other), ("product.name", .thing),
    ("profile.dateOfBirth", .birthDate), ("employee 2.lastName", .familyName), ("telefon.nr", .phone),
    ("respondent.familyNameKana", .kanaFamily), ("respondent.givenNameKana", .kanaGiven),
  ])
  func theLastKeyAndWhatItStandsIn(title: String, role: ColumnRole) {
    #expect(HeaderVocabulary.read(title)?.role == role)
  }

  @Test(arguments: ["No.", "1.氏名", "e.mail", "Tel. Nr", "a..b", "2024.05.01"])
  func whatIsNoPath(title: String) { #expect(TitlePath(title) == nil) }

  @Test func theContactOfSomebodyIsAnother() {
    let read = RowsRead(
      """
      firstName|lastName|dateOfBirth|contact.phone|emergencyContacts.fullName|emergencyContacts.phoneNumber|\
      emergencyContacts 2.fullName|emergencyContacts 2.phoneNumber
      Edith|Holloway|1961-03-12|0113 4960111|Frank Holloway|0113 4960112|Una Partridge|0113 4960113
      Gareth|Pemberton|1978-09-23|01482 496011|Rhian Pemberton|01482 496012||
      """, header: .firstRow)
    #expect(read.people == 5)
    #expect(read.count(.phone) == 5)
    #expect(read.count(.birthDate) == 2)
  }

  @Test func buyerAndReceiverAreTwo() {
    let read = RowsRead(
      """
      order_id|buyer.full_name|buyer.email|ship_to.recipient|ship_to.city|line_items.name
      1|Helga Brunner|helga@example.at|Otto Brunner|Wien|Tasse Anna
      2|Franz Leitner|franz@example.at|Franz Leitner|Graz|Teller Maria
      """, header: .firstRow)
    #expect(read.people == 3)
  }

  @Test func aProfileIsThePersonAgain() {
    let read = RowsRead(
      """
      id|name|profile.real_name|profile.display_name|profile.email
      U1|taro.y|山田 太郎|Taro|taro@example.jp
      U2|hanako.s|佐藤 花子|花子|hanako@example.jp
      """, header: .firstRow)
    #expect(read.people == 2)
  }

  @Test(arguments: [
    "name|population|postal\nJackson|82065|65931\nMadison|27500|97307\nCharlotte|42420|98420",
    "name|lat|lon\nJackson|1.5|2.5\nSanta Maria|3.5|4.5",
    "name|image|ports\nMary Ann|nginx|80\nJohn Smith|redis|81",
    "name|email|phone\nName|E-Mail|Telefon\nName|Email|Phone",
  ])
  func whatIsNobody(lines: String) { #expect(RowsRead(lines, header: .firstRow).people == 0) }
}
