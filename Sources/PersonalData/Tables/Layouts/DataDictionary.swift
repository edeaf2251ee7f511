import JapaneseText

/// Tables that describe data and hold none: definitions of tables of a database, layouts of files, explanations of columns to
/// import. Their rows are called 氏名, 生年月日, `Email`; what stands beside is a type, a length, a key, whether it is required.
enum DataDictionary {
  /// Whether these first rows are such a description: by its titles, or by a column of types of a database.
  static func isOne(_ rows: [[String]]) -> Bool {
    guard rows.count >= 2 else { return false }
    return rows.prefix(12).contains(where: isTitles) || hasTypes(rows)
  }

  /// Whether a row of a description is about a field: its name or its type stands among three cells and more.
  static func isRow(_ cells: [String]) -> Bool {
    cells.count { !$0.isEmpty } >= 3
      && cells.contains { type($0) != nil || HeaderVocabulary.read($0)?.strength == .strong }
  }

  /// Titles that name, one and all, what a description says of a field: `No|項目名|物理名|型|桁|NULL|備考`, `Column|Required|Format`.
  private static func isTitles(_ cells: [String]) -> Bool {
    var known: Set<Kind> = []
    var count = 0
    var unknown = 0
    for cell in cells where !cell.isEmpty {
      if cell.utf8.count > 40 { return false }
      let text = Folding.foldText(cell)
      if filled.contains(text) || answers.contains(where: text.contains) { return false }
      if let kind = titles[text] {
        known.insert(kind)
        count += 1
      } else {
        unknown += 1
      }
    }
    return count >= 3 && known.contains(.field) && known.contains(.type) && unknown * 4 <= count
  }

  /// Three fields and more in a row of the sheet, nearly all with the type of a database in one column.
  private static func hasTypes(_ rows: [[String]]) -> Bool {
    var types: [Int: Int] = [:]
    var isSure = false
    for row in rows {
      for (column, cell) in row.enumerated() {
        guard let word = type(cell) else { continue }
        types[column, default: 0] += 1
        isSure = isSure || !words.contains(word)
      }
    }
    // Lists of people have columns of `Text` and `Date`, too.
    guard isSure else { return false }
    guard let (column, count) = types.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), count >= 3 else {
      return false
    }
    return count * 10 >= rows.count { column < $0.count && !$0[column].isEmpty } * 7
  }

  /// `VARCHAR2(40)`, `nvarchar`, `decimal(10,2)`, `timestamp without time zone`.
  private static func type(_ cell: String) -> String? {
    guard (3...40).contains(cell.utf8.count), let first = cell.utf8.first, first | 0x20 >= 0x61, first < 0x80 else {
      return nil
    }
    let word = String(cell.lowercased().prefix { $0.isLetter || $0.isNumber })
    return types.contains(word) ? word : nil
  }

  private enum Kind { case field, type, other }

  private static let titles: [String: Kind] = {
    var table: [String: Kind] = [:]
    let words: [(Kind, String)] = [
      (
        .field,
        "項目名|項目|論理名|論理名称|論理項目名|物理名|物理名称|物理項目名|カラム|カラム名|カラム論理名|カラム物理名|列名|列名(論理)|列名(物理)|フィールド|フィールド名|属性名|データ項目|データ項目名|変数名|パラメータ|パラメータ名|キー名|column|column name|column_name|field|field name|fieldname|field_name|attribute|attribute name|property|parameter|variable|variable name|feld|feldname|spalte|spaltenname|champ|nom du champ|colonne|campo|nombre del campo|columna|nome do campo|字段|字段名|字段名称|필드명|컬럼명"
      ),
      (
        .type,
        "型|データ型|データタイプ|型式|属性|文字種|データ形式|書式|型・桁|型桁|桁|桁数|最大桁数|長さ|文字数|最大文字数|バイト数|サイズ|精度|小数桁|type|data type|datatype|data_type|length|max length|maxlength|size|precision|scale|format|datentyp|typ|lange|type de donnees|longueur|taille|tipo|tipo de dato|longitud|tamano|tamanho|数据类型|类型|长度|데이터타입|타입|길이"
      ),
      (
        .other,
        "no|no.|#|項番|連番|番号|順|順番|列番号|位置|開始位置|終了位置|開始|終了|必須|必須/任意|必須項目|任意|必須区分|null|null可|null許可|not null|notnull|nn|nullable|null?|pk|fk|主キー|外部キー|キー|主|uk|uq|ix|index|インデックス|ユニーク|一意|初期値|既定値|デフォルト|デフォルト値|default|default value|備考|説明|概要|補足|注記|内容説明|入力規則|チェック|チェック内容|制約|コード値|設定値|例|記入例|入力例|サンプル|required|required?|mandatory|optional|key|primary key|foreign key|unique|constraint|constraints|description|notes|note|remarks|comment|comments|example|examples|sample|allowed values|validation|rules|pflicht|pflichtfeld|beschreibung|beispiel|bemerkung|obligatoire|exemple|obligatorio|descripcion|ejemplo|说明|是否为空|主键|备注|默认值|필수|설명|비고"
      ),
    ]
    for (kind, list) in words {
      for word in list.split(separator: "|") { table[Folding.foldText(String(word))] = kind }
    }
    return table
  }()

  /// Titles of what somebody has filled in: an application on such a sheet is about a person.
  private static let answers = [
    "記入欄", "入力欄", "回答", "入力値", "ご記入", "内容欄", "answer", "response", "antwort", "reponse", "respuesta",
  ]
  .map { Folding.foldText($0) }
  private static let filled: Set<String> = ["値", "内容", "データ", "value", "wert", "valeur", "valor"]

  /// Types that are words of their own.
  private static let words: Set<String> = [
    "text", "date", "number", "string", "double", "real", "money", "character", "bit", "serial", "float", "decimal",
    "timestamp", "json", "boolean", "char", "int",
  ]

  private static let types: Set<String> = [
    "varchar", "varchar2", "nvarchar", "nvarchar2", "char", "nchar", "character", "text", "longtext", "mediumtext",
    "tinytext", "clob", "blob", "int", "int4", "int8", "integer", "bigint", "smallint", "tinyint", "number", "numeric",
    "decimal", "float", "double", "real", "money", "date", "datetime", "datetime2", "timestamp", "timestamptz",
    "boolean",
    "bool", "bit", "uuid", "serial", "bigserial", "string", "json", "jsonb", "bytea", "varbinary", "uniqueidentifier",
  ]
}
