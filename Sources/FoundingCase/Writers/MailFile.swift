import JapaneseText

/// A mail (RFC 5322, MIME) with Japanese headers and attachments, in UTF-8 or ISO-2022-JP.
struct MailFile {
  var from: (name: String, address: String)
  var to: String
  var subject: String
  var day: Day
  var text: String
  /// JIS for the text, as Japanese mail programs long did.
  var isJIS = false
  private var attachments: [(name: String, type: String, bytes: [UInt8])] = []

  init(
    from: (name: String, address: String), to: String, subject: String, day: Day, text: String, isJIS: Bool = false
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.day = day
    self.text = text
    self.isJIS = isJIS
  }

  mutating func attach(_ name: String, type: String, _ bytes: [UInt8]) { attachments.append((name, type, bytes)) }

  var bytes: [UInt8] {
    let boundary = "=_\(day.packed)_\(subject.utf8.count)_\(text.utf8.count)"
    var mail: [UInt8] = []
    line("From: \(word(from.name)) <\(from.address)>", &mail)
    line("To: <\(to)>", &mail)
    line("Subject: \(word(subject))", &mail)
    line("Date: \(date)", &mail)
    line("Message-ID: <\(day.packed).\(text.utf8.count)@\(Office.domain)>", &mail)
    line("MIME-Version: 1.0", &mail)
    if attachments.isEmpty {
      addText(&mail)
    } else {
      line("Content-Type: multipart/mixed; boundary=\"\(boundary)\"", &mail)
      line("", &mail)
      line("--\(boundary)", &mail)
      addText(&mail)
      for (name, type, bytes) in attachments {
        line("--\(boundary)", &mail)
        line("Content-Type: \(type); name=\"\(word(name))\"", &mail)
        line("Content-Disposition: attachment; filename=\"\(word(name))\"", &mail)
        line("Content-Transfer-Encoding: base64", &mail)
        line("", &mail)
        addFolded(base64(bytes), &mail)
      }
      line("--\(boundary)--", &mail)
    }
    return mail
  }

  private func addText(_ mail: inout [UInt8]) {
    line("Content-Type: text/plain; charset=\(isJIS ? "ISO-2022-JP" : "UTF-8")", &mail)
    line("Content-Transfer-Encoding: \(isJIS ? "7bit" : "base64")", &mail)
    line("", &mail)
    if isJIS {
      for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
        mail += TextEncoding.iso2022JP.encode(String(part)).bytes + [0x0D, 0x0A]
      }
    } else {
      addFolded(base64(text.utf8), &mail)
    }
  }

  private func addFolded(_ text: String, _ mail: inout [UInt8]) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      mail += rest.prefix(76) + [0x0D, 0x0A]
      rest = rest.dropFirst(76)
    }
  }

  private func line(_ text: String, _ mail: inout [UInt8]) { mail += Array(text.utf8) + [0x0D, 0x0A] }

  /// RFC 2047; words of at most 12 characters so that no encoded word is longer than 75.
  private func word(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var words: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      let part = String(rest.prefix(12))
      words.append(
        isJIS
          ? "=?ISO-2022-JP?B?\(base64(TextEncoding.iso2022JP.encode(part).bytes))?="
          : "=?UTF-8?B?\(base64(part.utf8))?=")
      rest = rest.dropFirst(12)
    }
    return words.joined(separator: "\r\n ")
  }

  private var date: String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    return
      "\(weekdays[((day.dayNumber % 7) + 7) % 7]), \(day.day) \(months[(day.month - 1) % 12]) \(day.year) 10:15:00 +0900"
  }

  /// A mailbox (mbox): messages one after another, each after a `From ` line.
  static func mailbox(_ mails: [MailFile]) -> [UInt8] {
    mails.flatMap { mail in
      Array("From \(mail.from.address) \(mail.date.prefix(3)) Jan  1 10:15:00 \(mail.day.year)\n".utf8)
        + mail.bytes.filter { $0 != 0x0D } + [0x0A]
    }
  }
}
