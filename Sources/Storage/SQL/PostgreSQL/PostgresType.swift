import CPostgres

/// The types that statements of the portable subset give and take, by their number in the protocol.
enum PostgresType {
  static let boolean: Oid = 16
  static let bytes: Oid = 17
  static let bigInteger: Oid = 20
  static let smallInteger: Oid = 21
  static let integer: Oid = 23
  static let double: Oid = 701

  /// Whether values are text in UTF-8: text, varchar, name, char(n), and literals of no type yet.
  static func isText(_ type: Oid) -> Bool { type == 25 || type == 1043 || type == 19 || type == 1042 || type == 705 }
}
