import Contents
import Testing

@testable import Documents

@Suite("Dumps of databases") struct SQLDumpReaderTests {
  @Test func rowsOfMySQLStandUnderTheirColumns() {
    let told = Told(Told.fixture("database/mysql.sql"), Told.reading("database/mysql.sql"))
    #expect(
      told.tables == [
        [
          ["id", "cust_nm", "birth_ymd", "price", "photo"], ["1", "山田 太郎", "1975-01-02", "-1.50", ""],
          ["2", "佐藤 '花子'", "1980-03-04", "0", "abc"], ["3", "it's; (a) test,", "1981-05-06", "", "(2 bytes)"],
        ]
      ])
    #expect(told.headers == [.firstRow])
    // Comments and statements without rows are text; the rows do not come twice.
    let text = told.bodies.joined()
    #expect(text.contains("Database: yoyaku") && text.contains("UNLOCK TABLES") && !text.contains("山田"))
    #expect(told.unread.isEmpty && told.thrown == nil)
  }

  @Test func rowsOfPostgreSQLComeByCopyAndInsert() {
    let told = Told(Told.fixture("database/postgres.sql"), Told.reading("database/mysql.sql"))
    #expect(
      told.tables == [
        [["id", "shimei", "memo"], ["1", "山田 太郎", "一行目\n二行目"], ["2", "佐藤 花子", ""]],
        [["id", "shimei"], ["3", "鈴木 '一'"]],
      ])
    #expect(told.bodies.joined().contains("SELECT 4, 'x'"))
  }

  @Test(arguments: [
    ("insert into t values (1, N'山田')", [[["1", "山田"]]]),
    (
      "INSERT INTO t(a,b) VALUES\n(1,DATE '2024-01-02'),\n(2,to_date('1980','yyyy'));",
      [
        [["a", "b"], ["1", "2024-01-02"], ["2", "1980"]]
      ]
    ),
    ("REPLACE INTO `s`.`t` VALUES (1);insert into u values (2);INSERT INTO t VALUES (3)", [[["1"]], [["2"]], [["3"]]]),
    ("INSERT INTO [dbo].[T] ([氏名]) VALUES (N'佐藤')", [[["氏名"], ["佐藤"]]]),
  ])
  func statements(text: String, tables: [[[String]]]) {
    #expect(Told(Array(text.utf8), Told.reading("database/mysql.sql")).tables == tables, "\(text)")
  }

  @Test(arguments: ["INSERT INTO t VALUES (1,'山", "INSERT INTO t VALUES (1,'山田'", "COPY t (a) FROM stdin;\n山田\n"])
  func aDumpThatWasCutOffSaysSo(text: String) {
    let told = Told(Array(text.utf8), Told.reading("database/mysql.sql"))
    #expect(told.thrown == .damaged && told.tables.count == 1, "\(text)")
  }

  /// Bytes come in chunks that may end anywhere.
  @Test func longDumpsAreReadInPieces() {
    var text = "CREATE TABLE t (id int, 氏名 text);\n"
    for number in 0..<40_000 { text += "INSERT INTO t VALUES (\(number),'山田 太郎\(number)');\n" }
    let told = Told(Array(text.utf8), Told.reading("database/mysql.sql"))
    #expect(told.tables.count == 1 && told.tables[0].count == 40_001)
    #expect(told.tables.first?.last == ["39999", "山田 太郎39999"])
  }

  @Test func aDumpIsKnownByItsBeginning() throws {
    for text in ["-- MySQL dump 10.13\n", "--\n-- PostgreSQL database dump\n", "INSERT INTO t VALUES (1);"] {
      #expect(try FileFormat.identify(MemorySource(Array(text.utf8)), named: "backup.txt") == .sql, "\(text)")
    }
    #expect(try FileFormat.identify(MemorySource(Array("select 1".utf8)), named: "a.sql") == .sql)
    #expect(try FileFormat.identify(MemorySource(Array("Insert the key".utf8)), named: "a.txt") == .text)
  }
}
