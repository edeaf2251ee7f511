import Archives
import CanonicalForms
import JapaneseText

/// A password for one pack: 120 random bits in letters that are not taken for others, so that it can be told by telephone.
package struct PackPassword: Sendable, Hashable {
  /// `ABCD-EFGH-JKMN-PQRS-TVWX-YZ01`.
  package let text: String

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  package init() {
    var generator = SystemRandomNumberGenerator()
    self.init(using: &generator)
  }

  /// - Parameter bits: 24 bytes or more, of which no bit says anything of another.
  init(bits: [UInt8]) {
    let letters = bits.prefix(24).map { Self.alphabet[Int($0 & 31)] }
    text = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
      .joined(separator: "-")
  }

  init(using generator: inout some RandomNumberGenerator) {
    let groups = (0..<6).map { _ in
      String((0..<4).map { _ in Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)] })
    }
    text = groups.joined(separator: "-")
  }
}

extension ClientPack {
  /// What is given to the client: its pack for programs and for people, in a ZIP archive sealed with AES-256, which 7-Zip,
  /// WinZip and macOS open. The names of the two files can be read without the password, and say nothing.
  /// - Throws: `ResponseFailure` with the code `not_ready` when libcrypto refuses.
  package func sealed(with password: PackPassword) throws -> [UInt8] {
    let day = CivilDate(madeAt, offset: 540)
    return try Self.sealed(
      page: page, json: json.canonicalBytes, with: password, made: (day.year, day.month, day.day))
  }

  /// As above, of a pack that is on record.
  static func sealed(
    page: String, json: [UInt8], with password: PackPassword, made: (year: Int, month: Int, day: Int)
  ) throws -> [UInt8] {
    var archive = ZipFile(names: .utf8, made: made)
    do {
      try archive.add("pack.html", Array(page.utf8), sealedWith: password.text)
      try archive.add("pack.json", json, sealedWith: password.text)
    } catch {
      throw ResponseFailure(.notReady, "a pack could not be encrypted")
    }
    return archive.finished()
  }
}
