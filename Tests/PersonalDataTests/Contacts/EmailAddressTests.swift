import PersonalData
import Testing

@Suite struct EmailAddressTests {
  @Test(arguments: [
    ("taro@example.jp", "taro", "example.jp"),
    (" taro.yamada@mail.example.co.jp ", "taro.yamada", "mail.example.co.jp"),
    ("山田太郎 <taro@example.jp>", "taro", "example.jp"), ("mailto:taro@example.jp", "taro", "example.jp"),
    ("a..b.@docomo.ne.jp", "a..b.", "docomo.ne.jp"), ("o'neil+x@example.com", "o'neil+x", "example.com"),
    ("<taro@example.jp>", "taro", "example.jp"), ("taro＠example.jp", "taro", "example.jp"),
    ("x@xn--wgv71a119e.xn--zckzah", "x", "xn--wgv71a119e.xn--zckzah"),
  ])
  func forms(text: String, local: String, domain: String) {
    let bytes = Array(text.utf8)
    let found = bytes.withUnsafeBufferPointer(EmailAddress.parse)
    #expect(found.map { String(decoding: bytes[$0.local], as: UTF8.self) } == local)
    #expect(found.map { String(decoding: bytes[$0.domain], as: UTF8.self) } == domain)
  }

  @Test(arguments: [
    "", "@", "a@b", "a@b.c", "@example.jp", "taro@", "taro@example", "taro@example..jp", "taro@192.168.0.1",
    "連絡先 taro@example.jp まで", "a b c", "12:30 @ Tokyo",
    "modprobe@configfs.service", "getty@tty1.mount",
  ])
  func noAddress(text: String) {
    #expect(withCell(text) { EmailAddress.parse($0) == nil })
  }

  @Test(arguments: [
    "info@example.jp", "support2@example.jp", "KENSHIN@example.jp", "info-tokyo@example.jp", "no-reply@example.com",
    "soumu.honsha@example.jp", "hr@example.com",
  ])
  func role(text: String) {
    #expect(withCell(text, EmailAddress.isRoleAddress))
  }

  @Test(arguments: [
    "taro@example.jp", "pr.yamada@example.jp", "infeld@example.jp", "m.0@example.ne.jp", "12345@example.jp",
  ])
  func person(text: String) {
    #expect(!withCell(text, EmailAddress.isRoleAddress))
  }
}
