import Contents
import Testing

@testable import Documents

/// Statements as the programs of different databases write them.
@Suite("Statements of dumps") struct SQLStatementTests {
  private static func told(_ text: String) -> Told { Told(Array(text.utf8), Told.reading("database/mysql.sql")) }

  /// SQL Server's "Generate Scripts" writes neither INTO nor semicolons.
  @Test func rowsOfSQLServerComeWithoutSemicolons() {
    var text =
      "USE [sales]\r\nGO\r\nCREATE TABLE [dbo].[Customers](\r\n\t[Id] [int] NOT NULL,\r\n\t[Name] [nvarchar](64)\r\n)\r\nGO\r\n"
    text += "SET IDENTITY_INSERT [dbo].[Customers] ON \r\n\r\n"
    for number in 1...15_000 {
      text += "INSERT [dbo].[Customers] ([Id], [Name]) VALUES (\(number), N'山田 太郎\(number)')\r\n"
      if number.isMultiple(of: 100) { text += "GO\r\nprint 'Processed \(number) total records'\r\n" }
    }
    text += "SET IDENTITY_INSERT [dbo].[Customers] OFF\r\nGO\r\n"
    let told = Self.told(text)
    #expect(text.utf8.count > 1 << 20 && told.thrown == nil && told.rowsWithoutTable == 0)
    #expect(told.tables.count == 1 && told.tables.first?.count == 15_001)
    #expect(told.tables.first?.first == ["Id", "Name"] && told.tables.first?.last == ["15000", "山田 太郎15000"])
    let running = told.bodies.joined()
    #expect(running.contains("USE [sales]") && running.contains("OFF") && !running.contains("山田"))
  }

  @Test(arguments: [
    ("INSERT t VALUES (1) INSERT u VALUES (2)\nGO\nREPLACE v VALUES (3)", [[["1"]], [["2"]], [["3"]]]),
    ("INSERT IGNORE t (a) VALUES (1);", [[["a"], ["1"]]]),
    ("INSERT INTO t VALUES (1) RETURNING a\nINSERT INTO t VALUES (2)", [[["1"], ["2"]]]),
    ("CREATE DATABASE d\nGO\nINSERT INTO t VALUES (1)\ngo", [[["1"]]]),
    ("INSERT INTO t (key, value) VALUES ('a', '山田')", [[["key", "value"], ["a", "山田"]]]),
    ("INSERT ( ) VALUES VALUES VALUES; INSERT t VALUES (1);", [[["1"]]]),
  ])
  func statementsEndWhereTheNextBegins(text: String, tables: [[[String]]]) {
    let told = Self.told(text)
    #expect(told.tables == tables && told.thrown == nil, "\(text)")
  }

  /// Text without any semicolon goes out piece by piece, whole.
  @Test func longTextIsNotCut() {
    var text = "INSERT INTO t VALUES (1); PRINT "
    for number in 0..<80_000 { text += "山田 太郎\(number)\n" }
    let told = Self.told(text)
    #expect(told.tables == [[["1"]]] && text.utf8.count > 1 << 20)
    #expect(told.bodies.joined() == String(text.dropFirst("INSERT INTO t VALUES (1);".count)))
  }

  @Test func commentsBeforeRowsAreText() {
    let told = Self.told("-- 山田 太郎\nINSERT INTO t VALUES (1);")
    #expect(told.tables == [[["1"]]] && told.bodies.map(\.trimmingBlanks) == ["-- 山田 太郎"])
  }

  @Test(arguments: [
    ("CAST(N'1975-04-01' AS Date)", "1975-04-01"), ("CONVERT(varchar(10), '1975/04/01', 111)", "1975/04/01"),
    ("CONVERT([date], N'1975-04-01')", "1975-04-01"), ("CAST(12.50 AS Decimal(10, 2))", "12.50"),
    ("to_date('1975/04/01','YYYY/MM/DD')", "1975/04/01"), ("trim(lower('A'))", "A"), ("(-5)", "-5"),
    ("'1975-04-01'::date", "1975-04-01"), ("'山田'::character varying(20)", "山田"),
    ("'1975-04-01 10:00'::timestamp(6) without time zone", "1975-04-01 10:00"), ("5::public.\"kind\"", "5"),
    ("'{a}'::text[]", "{a}"), ("replace('山田\\n','\\n',char(10))", "山田\\n"), ("now()", ""), ("(NULL)", ""),
    ("CAST(X'00FF' AS blob)", "(2 bytes)"),
  ])
  func aCallSaysItsFirstValue(value: String, cell: String) {
    #expect(Self.told("INSERT INTO t VALUES (\(value), 'x');").tables == [[[cell, "x"]]], "\(value)")
  }

  @Test(arguments: [
    // A backtick in a comment or a string does not make a dump one of MySQL, where "…" is a string.
    "-- the `t` of old\nINSERT INTO \"t\" (\"id\",\"氏名\") VALUES (1,'C:\\');",
    "INSERT INTO t (\"id\", \"氏名\") VALUES (1, 'C:\\'), (1, '`');",
    "--\n-- PostgreSQL database dump\n--\nCREATE TABLE `u` (a int);INSERT INTO t (id, 氏名) VALUES (1, 'C:\\');",
    "PRAGMA foreign_keys=OFF;\nCREATE TABLE `t`(id, 氏名);\nINSERT INTO t VALUES(1,'C:\\');",
    // MySQL in its ANSI mode.
    "-- MySQL dump 10.13\nINSERT INTO \"t\" (\"id\",\"氏名\") VALUES (1,'C:\\\\');",
  ])
  func theDialectIsThatOfTheNames(text: String) {
    #expect(Self.told(text).tables.first?.prefix(2) == [["id", "氏名"], ["1", "C:\\"]], "\(text)")
  }

  @Test func namesThatBeginConstraintsMayBeColumns() {
    let told = Self.told(
      """
      CREATE TABLE t (index integer, key text NOT NULL, "like" text, check, PRIMARY KEY (index), UNIQUE (key), KEY k (key));
      INSERT INTO t VALUES (1, 'a', '山田', 2);
      """)
    #expect(told.tables == [[["index", "key", "like", "check"], ["1", "a", "山田", "2"]]])
  }

  /// A document in one column takes nothing from the columns behind it.
  @Test func longCellsOfCopyLeaveTheNextOnesWhole() {
    let long = String(repeating: "あ", count: 400_000)
    let told = Self.told("COPY t (memo, shimei) FROM stdin;\n\(long)\t山田 太郎\n\\.\n")
    #expect(told.tables.first?.last?.last == "山田 太郎" && told.thrown == nil)
    #expect(told.tables.first?.last?.first?.utf8.count ?? 0 > 1_000_000)
  }
}

/// What a hostile dump may cost.
@Suite("Bounds of dumps") struct SQLBoundsTests {
  @Test func aCellIsCut() {
    let part = "'" + String(repeating: "x", count: 400_000) + "' "
    let text = "INSERT INTO t VALUES (" + String(repeating: part, count: 4) + ",'山田')"
    let row = Told(Array(text.utf8), Told.reading("database/mysql.sql")).tables.first?.first
    #expect(row?.map(\.utf8.count) == [SQLTokens.longest, 6])
  }

  @Test func aRowIsCutAndSaysSo() throws {
    var row = SQLRow()
    var table: TableOutlet?
    let cell = [UInt8](repeating: 0x78, count: SQLTokens.longest)
    for _ in 0..<32 {
      row.keep(cell)
      row.endCell(in: &table)
    }
    #expect(!row.wasCut)
    row.keep(cell)
    row.endCell(in: &table)
    try row.end(in: &table)
    #expect(row.wasCut && row.isEmpty)
  }

  @Test func namesAreCutBetweenCharacters() {
    let long = String(repeating: "氏", count: 400)
    let text = "CREATE TABLE t (\(long) text);INSERT INTO t VALUES (1);INSERT INTO u (\"\(long)\") VALUES (1);"
    let told = Told(Array(text.utf8), Told.reading("database/mysql.sql"))
    #expect(told.tables.map(\.first) == [[String(repeating: "氏", count: 85)], [String(repeating: "氏", count: 85)]])
  }

  @Test func columnsOfAllTablesTogetherAreBounded() {
    var columns = SQLColumns()
    let name = [UInt8](repeating: 0x61, count: 250)
    func table(_ number: Int) -> [UInt8] { Array("t\(number)".utf8) }
    for number in 0..<20 {
      columns.begin(table(number))
      for _ in 0..<1_000 {
        _ = columns.take(.word(name))
        _ = columns.take(.mark(UInt8(ascii: ",")))
      }
      _ = columns.take(.mark(UInt8(ascii: ")")))
    }
    #expect(columns[table(0)].count == 1_000 && columns[table(19)].isEmpty)
  }
}
