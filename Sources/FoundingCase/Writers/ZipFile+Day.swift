import Archives

extension ZipFile {
  /// - Parameters:
  ///   - made: day of every entry, so that the same contents make the same bytes.
  ///   - password: entries are encrypted under it.
  init(names: Names = .cp932, made: Day = Day(2022, 4, 1), password: String? = nil) {
    self.init(names: names, made: (made.year, made.month, made.day), password: password)
  }
}
