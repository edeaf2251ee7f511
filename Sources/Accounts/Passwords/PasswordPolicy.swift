import Storage

/// Why a password is too easy to guess.
package enum PasswordWeakness: String, Sendable, CaseIterable {
  case tooShort = "too_short"
  case tooLong = "too_long"
  /// Login or name are in it.
  case personal
  /// One unit again and again.
  case repeated
  /// Little is left without words that everybody takes, runs along the keyboard, and years.
  case common
}

/// Which passwords are taken (ASVS 5.0, 6.2; NIST SP 800-63B, 3.1.1): long ones that nobody would guess. No rules about
/// kinds of characters and no regular changes, which make worse passwords.
///
/// A password is used exactly as it was typed (ASVS 5.0, 6.2.8): folding is only for looking at it.
package struct PasswordPolicy: Sendable {
  package static let lengths = 12...128
  /// What has to be left of a password; see `PasswordStrength`.
  private static let leastUnits = 8

  /// A file of stolen passwords' hashes; see `BreachedPasswords`.
  private let breached: BreachedPasswords?

  /// - Parameter path: of the list, as Have I Been Pwned's downloader writes it; nil goes without.
  package init(breachedList path: String? = nil) { breached = path.map { BreachedPasswords(path: $0) } }

  /// - Throws: `AccountsFailure`: `weak_password`, `breached_password`; `StorageFailure` when the list cannot be read.
  package func require(_ password: String, login: String, name: String) throws {
    if let weakness = Self.weakness(of: password, login: login, name: name) {
      throw AccountsFailure(.weakPassword, weakness: weakness)
    }
    if try breached?.contains(password) == true { throw AccountsFailure(.breachedPassword) }
  }

  /// What is wrong with a password, without the list; nil when it may be used.
  /// - Parameters:
  ///   - login: of the account.
  ///   - name: of its owner.
  package static func weakness(of password: String, login: String, name: String) -> PasswordWeakness? {
    guard password.count >= lengths.lowerBound else { return .tooShort }
    // Characters may be of many scalars: the bytes have a bound of their own.
    guard password.count <= lengths.upperBound, password.utf8.count <= 1024 else { return .tooLong }
    let text = PasswordStrength.folded(password)
    if holdsOwner(text, login: login, name: name) { return .personal }
    if let unit = PasswordStrength.unit(of: text), PasswordStrength.units(of: unit) < leastUnits { return .repeated }
    return PasswordStrength.units(of: text) < leastUnits ? .common : nil
  }

  /// A short part may be in a long password by chance; then what is left has to be long enough by itself.
  private static func holdsOwner(_ text: [Character], login: String, name: String) -> Bool {
    let mailbox = login.split(separator: "@").first.map(String.init) ?? login
    let parts = [mailbox] + name.split { $0.isWhitespace || $0 == "・" }.map(String.init)
    return parts.map { PasswordStrength.folded($0) }.contains { part in
      guard part.count >= 2, text.firstRange(of: part) != nil else { return false }
      return part.count >= 4 || text.count - part.count < lengths.lowerBound
    }
  }
}
