import CanonicalForms

/// Members of a body, with exact types and lengths. What is not asked for is passed over.
extension APIVisit {
  /// Of a member: nil where it is not there. `null` is a value of its own.
  func member(_ name: String) -> JSON? {
    guard case .object(let members) = body else { return nil }
    return members[name]
  }

  func has(_ name: String) -> Bool { member(name) != nil }

  /// A member that has to be text.
  func text(_ name: String) throws -> String {
    guard let text = try optionalText(name), !text.isEmpty else { throw APIProblem(.invalid, "\(name) is missing") }
    return text
  }

  /// A member that is text where it is there.
  func optionalText(_ name: String) throws -> String? {
    guard let value = member(name) else { return nil }
    guard let text = value.string else { throw APIProblem(.invalid, "\(name) takes text") }
    return text
  }

  /// Text on one line.
  /// - Parameter longest: in characters of Unicode (scalars), as JSON Schema counts them.
  func line(_ name: String, longest: Int) throws -> String {
    guard let line = try optionalLine(name, longest: longest) else { throw APIProblem(.invalid, "\(name) is missing") }
    return line
  }

  /// Text on one line; nil where it is not there. Where it is, it says something.
  func optionalLine(_ name: String, longest: Int) throws -> String? {
    guard let text = try optionalText(name) else { return nil }
    guard Self.isFit(text, longest: longest) else {
      throw APIProblem(.invalid, "\(name) takes 1 to \(longest) characters, without control characters")
    }
    return text
  }

  /// Control characters could be told from nothing on a page, and PostgreSQL takes no U+0000.
  static func isFit(_ text: String, longest: Int, newlines: Bool = false) -> Bool {
    (1...longest).contains(text.unicodeScalars.count)
      && !text.unicodeScalars.contains { scalar in
        scalar.properties.generalCategory == .control && !(newlines && scalar == "\n")
      }
  }

  func flag(_ name: String) throws -> Bool? {
    guard let value = member(name) else { return nil }
    guard let flag = value.boolean else { throw APIProblem(.invalid, "\(name) takes true or false") }
    return flag
  }

  /// One of a closed set; the standard where it is not there.
  func choice<T: RawRepresentable<String> & CaseIterable>(_ name: String, or standard: T? = nil) throws -> T {
    guard let text = try optionalText(name) else {
      guard let standard else { throw APIProblem(.invalid, "\(name) is missing") }
      return standard
    }
    guard let choice = T(rawValue: text) else {
      throw APIProblem(.invalid, "\(name) takes \(T.allCases.map(\.rawValue))")
    }
    return choice
  }

  /// A time; nil where it is not there.
  func time(_ name: String) throws -> Moment? {
    guard has(name) else { return nil }
    guard let moment = Moment(parsing: try text(name)) else {
      throw APIProblem(.invalid, "\(name) takes a time such as 2026-03-15T12:00:00+09:00")
    }
    return moment
  }

  /// When something happened: now where nothing is said.
  func pastTime(_ name: String) throws -> Moment {
    let moment = try time(name) ?? now
    guard moment <= now else { throw APIProblem(.invalid, "\(name) lies in the future") }
    return moment
  }
}
