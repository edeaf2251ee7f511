import Contents
import Testing

@testable import Documents

@Suite("Tables that refer to each other") struct RelatedTablesTests {
  private static func tables(_ text: String) -> [[[String]]] {
    Told(Array(text.utf8), Told.reading("database/mysql.sql")).tables
  }

  @Test func whatAnotherTableSaysStandsBesideTheName() {
    let tables = Self.tables(
      """
      CREATE TABLE kunden (id int, name text);
      INSERT INTO kunden VALUES (1,'Greta Lindner'),(2,'Horst Eichmann');
      CREATE TABLE adressen (kunde_id int, ort text);
      INSERT INTO adressen VALUES (2,'Bremen'),(1,'Hamburg');
      CREATE TABLE besuche (id int, kunde_id int, grund text);
      INSERT INTO besuche VALUES (1,1,'a'),(2,1,'b'),(3,2,'c');
      """)
    #expect(
      tables == [
        [
          ["id", "name", "adressen.kunde_id", "adressen.ort"], ["1", "Greta Lindner", "1", "Hamburg"],
          ["2", "Horst Eichmann", "2", "Bremen"],
        ],
        [
          ["id", "kunde_id", "grund", "kunden.id", "kunden.name", "adressen.kunde_id", "adressen.ort"],
          ["1", "1", "a", "1", "Greta Lindner", "1", "Hamburg"], ["2", "1", "b", "1", "Greta Lindner", "1", "Hamburg"],
          ["3", "2", "c", "2", "Horst Eichmann", "2", "Bremen"],
        ],
      ])
  }

  @Test func aPropertyARowBecomesARowAThing() {
    let tables = Self.tables(
      """
      INSERT INTO meta (user_id, meta_key, meta_value) VALUES (1,'first','Gina'),(1,'last','Kern'),(2,'first','Ulf'),
      (2,'last','Brix');
      """)
    #expect(tables == [[["user_id", "first", "last"], ["1", "Gina", "Kern"], ["2", "Ulf", "Brix"]]])
  }

  /// As the contacts of Android are kept: the key of a property is a number in a list of keys.
  @Test func keysThatStandInATableOfTheirOwn() {
    let tables = Self.tables(
      """
      CREATE TABLE mimetypes (_id int, mimetype text);
      INSERT INTO mimetypes VALUES (1,'vnd.android.cursor.item/email_v2'),(5,'vnd.android.cursor.item/phone_v2');
      CREATE TABLE raw_contacts (_id int, display_name text);
      INSERT INTO raw_contacts VALUES (1,'Greta Lindner'),(2,'Horst Eichmann');
      CREATE TABLE data (_id int, mimetype_id int, raw_contact_id int, data1 text, data2 text);
      INSERT INTO data VALUES (1,5,1,'0151 1','2'),(2,1,1,'g@example.org',''),(3,5,2,'0151 2','2'),(4,9,2,'x','');
      """)
    #expect(tables.count == 2)
    #expect(
      tables.last == [
        ["_id", "display_name", "data.raw_contact_id", "data.phone", "data.email"],
        ["1", "Greta Lindner", "1", "0151 1", "g@example.org"], ["2", "Horst Eichmann", "2", "0151 2", ""],
      ])
  }

  @Test func whatOnlyLooksLikeAReferenceIsNone() {
    let text = """
      CREATE TABLE person (id int, name text);
      INSERT INTO person VALUES (1,'a'),(2,'b');
      CREATE TABLE besuch (person_id int, ort text);
      INSERT INTO besuch VALUES (71,'x'),(72,'y'),(73,'z');
      """
    #expect(Self.tables(text).map(\.[0]) == [["id", "name"], ["person_id", "ort"]])
  }

  @Test func tablesThatReferToEachOtherEnd() {
    let tables = Self.tables(
      """
      INSERT INTO aaaa (id, bbbb_id) VALUES (1,1),(2,2);
      INSERT INTO bbbb (id, aaaa_id, bbbb_id) VALUES (1,2,1),(2,1,1);
      """)
    #expect(!tables.isEmpty && tables.allSatisfy { $0[0].count < 20 })
  }

  @Test func peopleOfADatabaseAreWhole() throws {
    let read = try PeopleRead(Told.fixture("database/clinic.db"), named: "clinic.db")
    #expect(read.people == 5)
    #expect(read.count(.address) == 3)
    #expect(read.count(.birthDate) == 4)
    #expect(read.count(.phone) == 1)
    #expect(read.count(.email) == 2)
  }

  @Test func aSchemaNamesNobody() throws {
    let text = """
      CREATE TABLE 受診者 (
       氏名 VARCHAR(40), -- 漢字
       カナ VARCHAR(40), -- ヤマダ タロウ
       電話番号 VARCHAR(13) -- 例 03-1234-5678
      );
      CREATE INDEX ix ON 受診者(氏名);
      INSERT INTO country (code,name) VALUES ('GE','Georgia'),('JO','Jordan'),('TD','Chad');
      """
    #expect(try PeopleRead(text, named: "schema.sql").people == 0)
  }
}
