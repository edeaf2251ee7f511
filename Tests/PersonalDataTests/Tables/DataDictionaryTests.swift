import Testing

@testable import PersonalData

/// Tables that describe data, and lists that look a little like them.
@Suite("Descriptions of data")
struct DataDictionaryTests {
  @Test(arguments: [
    """
    システム名|予約管理|作成日|2026/05/01
    テーブル名|M_会員|論理名|会員
    No|項目名|物理名|型|桁|NULL|PK|初期値|備考
    1|会員番号|MEM_NO|CHAR|8|NO|○||
    2|氏名|MEM_NAME|VARCHAR2|40|YES|||全角
    3|氏名カナ|MEM_KANA|VARCHAR2|40|YES|||半角カナ
    4|生年月日|BIRTH|DATE|8|YES|||YYYYMMDD
    5|電話番号|TEL|VARCHAR2|15|YES|||
    """,
    """
    Column|Required|Format
    First Name|Yes|Text
    Email|Yes|Valid address
    Birthday|No|YYYY-MM-DD
    """,
    """
    patient_name|varchar(40)|NOT NULL
    birth_date|date|NULL
    phone|varchar(20)|NULL
    email|varchar(255)|NULL
    """,
    """
    字段名|类型|长度|说明
    姓名|varchar|20|
    手机|varchar|11|
    身份证号|char|18|
    """,
  ])
  func nobodyStandsInThem(table: String) { #expect(RowsRead(table).people == 0) }

  /// An application on such a sheet is somebody's.
  @Test func aFilledInFormIsSomebody() {
    let form = RowsRead("項目|必須|形式|記入欄\n氏名|必須|全角|青山 一郎\n生年月日|必須|西暦|1980/04/05\n電話番号|任意|半角|03-1234-5678")
    #expect(form.people > 0)
  }

  /// How people want to be written to is no type of a database.
  @Test func aColumnOfTextIsNoType() {
    let list = RowsRead(
      """
      Name|Contact by|Phone
      Helen Walker|Text|020 7946 0101
      Martin Cooper|Text|020 7946 0102
      Laura Bennett|Text|020 7946 0103
      """)
    #expect(list.people == 3)
  }
}
