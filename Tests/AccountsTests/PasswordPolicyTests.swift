import Glibc
import Storage
import Testing

@testable import Accounts

@Suite struct PasswordPolicyTests {
  private func weakness(_ password: String, login: String = "t.mihon", name: String = "見本 Taro") -> PasswordWeakness? {
    PasswordPolicy.weakness(of: password, login: login, name: name)
  }

  @Test(
    arguments: [
      "correct horse battery staple", "vT9#kQ2!mZ7x", "zwölf graue Störche", "雨の日はバスで図書館に通う",
      "gelbe Tinte 40", House.password, House.other, "kvcxwbmd tulzp", "6f1c9e07ab42d853",
    ])
  func goodOnesAreTaken(password: String) { #expect(weakness(password) == nil) }

  @Test(
    arguments: [
      ("", .tooShort), ("vT9#kQ2!mZ7", .tooShort), (String(repeating: "vT9#kQ2!mZ7x", count: 11), .tooLong),
      ("aaaaaaaaaaaaaa", .repeated), ("abcabcabcabcabc", .repeated), ("x9!x9!x9!x9!x9!", .repeated),
      ("passwordpassword", .repeated), ("Password2024!", .common), ("Ｐａｓｓｗｏｒｄ２０２４！", .common),
      ("qwertyuiop12", .common), ("1q2w3e4r5t6y", .common), ("sakura123456", .common), ("sakura-sakura-2025", .common),
      ("tokyo2020tokyo", .common), ("123456789012", .common), ("0987654321zz", .common), ("asdfghjkl;:]", .common),
      ("iloveyou1234", .common), ("Administrator1", .common), ("ひみつパスワード1234", .common),
      ("tanakahanako", .common), ("!!!!!!aaaaaa", .common), ("t.mihon-vT9#kQ2!", .personal),
      ("taro vT9#kQ2!mZ7x", .personal), ("見本 vT9#kQ2!m", .personal),
    ] as [(String, PasswordWeakness)])
  func weakOnesAreNot(password: String, expected: PasswordWeakness) { #expect(weakness(password) == expected) }

  /// Two letters of a name are in many a long sentence.
  @Test func aShortNameInALongPasswordIsChance() {
    #expect(weakness("der Monitor flimmert", login: "ito", name: "Ito") == nil)
    #expect(weakness("ito-vT9#kQ2!", login: "ito", name: "Ito") == .personal)
  }

  @Test func theListIsLong() { #expect(CommonPasswords.words.count > 500) }

  /// Every password of the list itself, however it is lengthened.
  @Test func wordsOfTheListAreNoPasswords() {
    for word in CommonPasswords.words {
      let text = String(word)
      for password in [text + "12345678901", text + "1111111111", text + text + "!" + text + text] {
        #expect(weakness(password) != nil, "\(password)")
      }
    }
  }
}

@Suite struct BreachedPasswordsTests {
  /// Lines of different lengths, in the order of the hashes.
  private func list(of count: Int, with wanted: [String], ending: String) throws -> String {
    var lines = (0..<count).map { number in
      Self.sha1Lines(seed: number) + ":\(number % 7 == 0 ? 1_234_567 : number % 10)"
    }
    lines += wanted.map { $0 + ":3" }
    let path = "/tmp/hikae-breached-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    let text = lines.sorted().joined(separator: ending) + ending
    try SecretFile.create(at: path, Array(text.utf8), what: "a list")
    return path
  }

  private static func sha1Lines(seed: Int) -> String {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    return String(
      (0..<40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Array("0123456789ABCDEF")[Int(state >> 60)]
      })
  }

  /// Of `correct horse battery staple`, by sha1sum.
  private let hash = "ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42"

  @Test(arguments: [0, 1, 2, 3, 10, 1000], ["\n", "\r\n"])
  func passwordsOfTheListAreFound(count: Int, ending: String) throws {
    let first = String(repeating: "0", count: 40)
    let last = String(repeating: "F", count: 40)
    for wanted in [[hash], [first, hash], [hash, last], [first, hash, last]] {
      let path = try list(of: count, with: wanted, ending: ending)
      defer { unlink(path) }
      #expect(try BreachedPasswords(path: path).contains("correct horse battery staple"))
      #expect(try !BreachedPasswords(path: path).contains("correct horse battery stapler"))
    }
    let path = try list(of: count, with: [first, last], ending: ending)
    defer { unlink(path) }
    #expect(try !BreachedPasswords(path: path).contains("correct horse battery staple"))
  }

  @Test func aPasswordOfTheListIsRefused() throws {
    let path = try list(of: 20, with: [hash], ending: "\n")
    defer { unlink(path) }
    let policy = PasswordPolicy(breachedList: path)
    #expect(code { try policy.require("correct horse battery staple", login: "a", name: "b") } == .breachedPassword)
    try policy.require("correct horse battery stapler", login: "a", name: "b")
  }

  @Test func aListThatCannotBeReadIsNotPassedOver() throws {
    #expect(throws: StorageFailure.self) {
      try PasswordPolicy(breachedList: "/nowhere/list").require(House.password, login: "a", name: "b")
    }
    let path = "/tmp/hikae-breached-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    try SecretFile.create(at: path, Array("some other file\nwith lines\n".utf8), what: "a list")
    defer { unlink(path) }
    #expect(throws: StorageFailure.self) { try BreachedPasswords(path: path).contains("x") }
  }
}
