/// E-mail addresses in the form that people use (RFC 5321 without quoting), with the irregular dots that Japanese
/// carriers once allowed.
package enum EmailAddress {
  /// Reads a whole cell that holds one address: bare, in angle brackets, after a display name or after `mailto:`.
  /// The ranges are byte offsets into `cell`.
  package static func parse(_ cell: CellBytes) -> (local: Range<Int>, domain: Range<Int>)? {
    guard cell.count >= 6, cell.count <= 512, let (local, domain) = find(cell, from: 0) else { return nil }
    let before = cell.part(0..<local.lowerBound)
    let after = cell.from(domain.upperBound)
    for byte in after where byte > 0x20 && byte != 0x3E && byte != 0x22 && byte != 0x3B { return nil }
    if before.allSatisfy({ $0 <= 0x20 || $0 == 0x3C || $0 == 0x22 || $0 == 0x27 }) { return (local, domain) }
    if before.hasLetters("mailto:", at: 0), before.count == 7 { return (local, domain) }
    if before.last == 0x3C, after.first == 0x3E { return (local, domain) }
    return nil
  }

  /// The first address at or after `start` in a text.
  package static func find(_ text: CellBytes, from start: Int) -> (local: Range<Int>, domain: Range<Int>)? {
    var index = start
    while index < text.count {
      if text[index] == 0x40, let found = around(text, at: index, width: 1, notBefore: start) { return found }
      // U+FF20.
      if text[index] == 0xEF, text.has("＠", at: index),
        let found = around(text, at: index, width: 3, notBefore: start)
      {
        return found
      }
      index += 1
    }
    return nil
  }

  /// Whether the address belongs to a desk rather than to a person: info@, support@, kenshin@ …
  package static func isRoleAddress(_ cell: CellBytes) -> Bool {
    guard let (local, _) = parse(cell) else { return false }
    return isRole(local: cell.part(local))
  }

  /// As `isRoleAddress`, for the part before the `@`.
  package static func isRole(local: CellBytes) -> Bool {
    var end = local.count
    while end > 0, local[end - 1].isDigit { end -= 1 }
    if end == 0 { return false }
    let whole = local.part(0..<end)
    if roles.contains(where: { isSame(whole, $0) }) { return true }
    var head = 0
    while head < end, local[head].isLetter { head += 1 }
    // `info-tokyo`, `kenshin.center`, `no-reply`; four letters and more, since `pr.yamada` is a person.
    guard head < end else { return false }
    let first = local.part(0..<head)
    return strongRoles.contains { isSame(first, $0) } || whole.hasLetters("no-reply", at: 0)
      || whole.hasLetters("do-not-reply", at: 0) || whole.hasLetters("no_reply", at: 0)
  }

  /// The address around the at sign at `at`, or nil.
  static func around(
    _ text: CellBytes, at sign: Int, width: Int, notBefore: Int
  ) -> (local: Range<Int>, domain: Range<Int>)? {
    var start = sign
    while start > notBefore, sign - start < 64, isLocal(text[start - 1]) { start -= 1 }
    while start < sign, text[start] == 0x2E || text[start] == 0x27 || text[start] == 0x2D { start += 1 }
    guard start < sign else { return nil }
    let from = sign + width
    var end = from
    var labels = 0
    var labelStart = from
    while end < text.count, end - from < 255, isDomain(text[end]) {
      if text[end] == 0x2E {
        if end == labelStart { break }
        labels += 1
        labelStart = end + 1
      }
      end += 1
    }
    // A dot or hyphen at the end belongs to the sentence.
    while end > from, !(text[end - 1].isLetter || text[end - 1].isDigit) {
      if text[end - 1] == 0x2E { labels -= 1 }
      end -= 1
    }
    guard labels >= 1, end > from else { return nil }
    var top = end
    while top > from, text[top - 1] != 0x2E { top -= 1 }
    guard end - top >= 2, text[top].isLetter, text[end - 1].isLetter || text.hasLetters("xn--", at: top) else {
      return nil
    }
    // `modprobe@configfs.service`: an instance of a unit of systemd.
    if end - top >= 5, units.contains(where: { isSame(text.part(top..<end), $0) }) { return nil }
    return (start..<sign, from..<end)
  }

  /// None of them is a domain.
  private static let units: [StaticString] = ["service", "socket", "mount", "automount", "timer", "slice", "scope"]

  @inline(__always) private static func isLocal(_ byte: UInt8) -> Bool {
    if byte.isLetter || byte.isDigit { return true }
    switch byte {
    // . _ - + % & ' / = ! # $ * ? ^ ` { | } ~
    case 0x2E, 0x5F, 0x2D, 0x2B, 0x25, 0x26, 0x27, 0x2F, 0x3D, 0x21, 0x23, 0x24, 0x2A, 0x3F, 0x5E, 0x60, 0x7B...0x7E:
      return true
    default: return false
    }
  }

  @inline(__always) private static func isDomain(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == 0x2E || byte == 0x2D
  }

  private static func isSame(_ bytes: CellBytes, _ word: StaticString) -> Bool {
    bytes.count == word.utf8CodeUnitCount && bytes.hasLetters(word, at: 0)
  }

  private static let strongRoles: [StaticString] = [
    "info", "support", "contact", "sales", "admin", "noreply", "soumu", "somu", "jinji", "kenshin", "kenpo", "kenkou",
    "office", "help", "helpdesk", "desk", "recruit", "saiyo", "keiri", "eigyo", "uketsuke", "yoyaku", "jimukyoku",
    "toiawase", "otoiawase", "koho", "customer", "service", "inquiry", "inquiries", "privacy", "security", "billing",
    "postmaster", "webmaster", "newsletter", "news", "mailer", "system", "donotreply",
  ]

  private static let roles: [StaticString] = [
    "info", "support", "contact", "sales", "admin", "administrator", "root", "noreply", "no-reply", "soumu", "somu",
    "jinji", "kenshin", "kenpo", "kenkou", "office", "help", "helpdesk", "desk", "mail", "hello", "recruit", "saiyo",
    "keiri", "eigyo", "honbu", "honsha", "uketsuke", "yoyaku", "jimu", "jimukyoku", "toiawase", "otoiawase", "abuse",
    "press", "pr", "koho", "kouhou", "customer", "service", "inquiry", "inquiries", "privacy", "security", "dpo",
    "billing", "accounts", "accounting", "hr", "team", "staff", "all", "ml", "postmaster", "webmaster", "hostmaster",
    "mailer-daemon", "newsletter", "news", "shop", "store", "order", "orders", "reservation", "reservations", "booking",
    "bookings", "front.desk", "frontdesk", "wordpress", "reception", "clinic",
    "hospital", "center", "system", "no_reply", "donotreply",
  ]
}
