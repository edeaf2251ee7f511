import CanonicalForms

/// The certificates by which the server is verified, as PEM. Pure.
enum AuthorityFile {
  private static let begin = "-----BEGIN CERTIFICATE-----"
  private static let end = "-----END CERTIFICATE-----"
  /// More than a server has in a change from one authority to the next.
  private static let most = 8

  /// The new ones, then the old ones that are not among them and not over.
  /// - Returns: the old text when there is no certificate in the new one.
  static func merged(old: String, new: String, now: Moment) -> String {
    let fresh = certificates(in: new).filter { Certificate.validity(Array($0.utf8)) != nil }
    guard !fresh.isEmpty else { return old }
    var all: [String] = []
    for certificate in fresh + certificates(in: old).filter({ isValid($0, now) }) where !all.contains(certificate) {
      all.append(certificate)
    }
    return all.prefix(max(most, fresh.count)).joined()
  }

  private static func isValid(_ certificate: String, _ now: Moment) -> Bool {
    Certificate.validity(Array(certificate.utf8)).map { $0.until > now } ?? false
  }

  /// Each with its lines and one line break at its end.
  private static func certificates(in text: String) -> [String] {
    var found: [String] = []
    var lines: [Substring]?
    for line in text.split(whereSeparator: \.isNewline) {
      if line == begin { lines = [] }
      lines?.append(line)
      if line == end, let whole = lines {
        found.append(whole.joined(separator: "\n") + "\n")
        lines = nil
      }
    }
    return found
  }
}
