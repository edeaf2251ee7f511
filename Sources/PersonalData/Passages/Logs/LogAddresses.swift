/// E-mail addresses in the lines that a program logged: a member who logged in, a receiver to whom a mail went. In running
/// text an address without a name is nobody; in a log it is all that is written of somebody.
///
/// Programs, libraries and manuals are full of their authors' addresses. They are told apart by their lines: those of a log
/// begin with a time (or bear one in brackets, as those of web servers do).
struct LogAddresses {
  private let bytes: CellBytes
  private let lines: [Range<Int>]

  /// - Returns: nil when the passage is no log.
  init?(_ bytes: CellBytes) {
    var lines: [Range<Int>] = []
    var stamped = 0
    var begun = 0
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      let line = bytes.part(start..<end)
      // Traces and messages of several lines are indented.
      if let first = line.first, first > 0x20 { begun += 1 }
      if LogStamp.begins(line) { stamped += 1 }
      if end > start { lines.append(start..<end) }
      start = end + 1
    }
    guard stamped >= Self.leastStamped, stamped * 4 >= begun else { return nil }
    self.bytes = bytes
    self.lines = lines
  }

  private static let leastStamped = 3

  /// The addresses of people, each once, in small letters.
  /// - Parameter isNamed: whether the line in which a byte stands names somebody, to whom its address belongs.
  func people(unless isNamed: (Int) -> Bool) -> [String] {
    var found: Set<String> = []
    var ordered: [String] = []
    var named: Set<String> = []
    for line in lines {
      let text = bytes.part(line)
      if Self.isOfAuthors(text) { continue }
      var index = 0
      var floor = 0
      while index < text.count {
        let width = Self.sign(text, at: index)
        guard width > 0, let (local, domain) = EmailAddress.around(text, at: index, width: width, notBefore: floor)
        else {
          index += max(1, width)
          continue
        }
        index = domain.upperBound
        floor = index
        guard let person = LoggedAddress(text, local, domain) else { continue }
        if isNamed(line.lowerBound + domain.lowerBound) {
          named.insert(person.text)
        } else if found.insert(person.text).inserted {
          ordered.append(person.text)
        }
      }
    }
    return ordered.filter { !named.contains($0) }
  }

  /// The width of an at sign, also as it stands in the address of a page (`%40`); 0 where none stands.
  private static func sign(_ text: CellBytes, at index: Int) -> Int {
    if text[index] == 0x40 { return 1 }
    return text[index] == 0x25 && index + 2 < text.count && text[index + 1] == 0x34 && text[index + 2] == 0x30 ? 3 : 0
  }

  /// What tools that build and install print of a library's people.
  private static func isOfAuthors(_ line: CellBytes) -> Bool {
    line.indices.contains { index in
      let letter = line[index] | 0x20
      guard letter == 0x61 || letter == 0x6D || letter == 0x63 || letter == 0x73 || letter == 0x70 else { return false }
      return words.contains { line.hasLetters($0, at: index) }
    }
  }

  private static let words: [StaticString] = [
    "author", "maintainer", "copyright", "committer", "signed-off-by", "packager", "package.json",
  ]
}

/// An address in a line of a log that is a person's.
private struct LoggedAddress {
  let text: String

  /// - Parameters: the bounds of an address in a line, with what stands before it without a gap (`to=`, `/users/`).
  init?(_ line: CellBytes, _ found: Range<Int>, _ domain: Range<Int>) {
    var start = found.lowerBound
    // mail=taro@…, ?mail=taro@…&; in bounces+taro=example.jp@… the sign is a part of a program's address.
    if let equals = found.last(where: { line[$0] == 0x3D || line[$0] == 0x26 || line[$0] == 0x3F }) {
      guard line.part(start..<equals).allSatisfy({ $0 != 0x2B }) else { return nil }
      start = equals + 1
    }
    // /users/taro@…; host/server@REALM is a service.
    if let slash = (start..<found.upperBound).last(where: { line[$0] == 0x2F }) {
      guard line[start] == 0x2F else { return nil }
      start = slash + 1
    }
    while start < found.upperBound, !line[start].isLetter, !line[start].isDigit { start += 1 }
    let local = line.part(start..<found.upperBound)
    let host = line.part(domain)
    guard !local.isEmpty, !Self.isOfPage(line, start), !Self.isPath(line, behind: domain.upperBound),
      !Self.isCommand(line, before: start), !Self.isNumber(line, before: start), !Self.isMade(local),
      !EmailAddress.isRole(local: local), !Self.isProgram(local), !Self.isNobodys(host)
    else { return nil }
    text = (String(decoding: local, as: UTF8.self) + "@" + String(decoding: host, as: UTF8.self)).lowercased()
  }

  /// `https://user:word@host/`: who may open a page, told to a program.
  private static func isOfPage(_ line: CellBytes, _ start: Int) -> Bool {
    var index = start - 1
    while index >= 2, start - index < 80, line[index] > 0x20 {
      if line[index] == 0x2F { return line[index - 1] == 0x2F && line[index - 2] == 0x3A }
      if line[index] == 0x3F || line[index] == 0x3D { return false }
      index -= 1
    }
    return false
  }

  /// `git@host:owner/name`, `user@host:/path`.
  private static func isPath(_ line: CellBytes, behind end: Int) -> Bool {
    guard end + 1 < line.count, line[end] == 0x3A else { return false }
    let next = line[end + 1]
    if next == 0x2F || next == 0x7E { return true }
    return line.from(end + 1).prefix { $0 > 0x20 && $0 != 0x2C }.contains(0x2F)
  }

  /// The word before is that of a program that goes to a host.
  private static func isCommand(_ line: CellBytes, before start: Int) -> Bool {
    var end = start
    while end > 0, line[end - 1] == 0x20 || line[end - 1] == 0x22 || line[end - 1] == 0x27 { end -= 1 }
    guard end < start else { return false }
    var first = end
    while first > 0, line[first - 1].isLetter { first -= 1 }
    return ["ssh", "scp", "sftp", "rsync", "clone"].contains { (word: StaticString) in
      end - first == word.utf8CodeUnitCount && line.hasLetters(word, at: first)
    }
  }

  /// `message-id=<…>`, `Message-ID: <…>`, `msgid=<…>`, `id=…`: the number of a mail.
  private static func isNumber(_ line: CellBytes, before start: Int) -> Bool {
    var end = start
    while end > 0, line[end - 1] <= 0x20 || [0x3C, 0x22, 0x27, 0x3D, 0x3A, 0x5B, 0x28].contains(line[end - 1]) {
      end -= 1
    }
    var first = end
    while first > 0, end - first < 24, line[first - 1].isLetter || line[first - 1] == 0x2D || line[first - 1] == 0x5F {
      first -= 1
    }
    let key = line.part(first..<end)
    guard key.count >= 2 else { return false }
    if key.count == 2 { return key.hasLetters("id", at: 0) }
    for word: StaticString in ["msgid", "message-id", "message_id", "messageid", "references", "in-reply-to", "mid"]
    where key.count >= word.utf8CodeUnitCount && key.hasLetters(word, at: key.count - word.utf8CodeUnitCount) {
      return true
    }
    return false
  }

  /// Longer and with more digits than anybody's: the number of a mail, a session, a bounce.
  private static func isMade(_ local: CellBytes) -> Bool {
    if local.hasLetters("srs0", at: 0) || local.hasLetters("srs1", at: 0) || local.hasLetters("bounce", at: 0) {
      return true
    }
    return local.count >= 24 && local.count(where: \.isDigit) * 4 >= local.count
  }

  private static func isProgram(_ local: CellBytes) -> Bool {
    let name = String(decoding: local, as: UTF8.self).lowercased()
    if programs.contains(name) { return true }
    let first = name.prefix { $0 != "-" && $0 != "_" && $0 != "." && $0 != "+" }
    return first.count < name.count && programsBeforeJoints.contains(String(first))
  }

  private static let programs: Set<String> = [
    "git", "daemon", "nobody", "cron", "anacron", "www-data", "apache", "nginx", "httpd", "postgres", "mysql", "oracle",
    "jenkins", "ubuntu", "ec2-user", "debian", "centos", "vagrant", "deploy", "deployer", "ansible", "zabbix", "nagios",
    "backup", "batch", "job", "scheduler", "monitor", "monitoring", "alert", "alerts", "notification", "notifications",
    "notify", "bot", "robot", "server", "smtp", "postfix", "sendmail", "logwatch", "double-bounce", "user", "username",
    "test", "tester", "guest", "anonymous", "foo", "bar", "you", "someone", "somebody", "name", "email", "example",
    "sample", "dummy", "devnull", "null", "host", "dev", "ops", "devops", "sre", "ci", "actions", "session", "getty",
    "healthcheck", "probe", "api", "service", "svc", "app", "web", "report", "reports", "log", "logs",
  ]
  private static let programsBeforeJoints: Set<String> = [
    "noreply", "no", "svc", "bot", "alert", "alerts", "notification", "notifications", "test", "bounces", "prvs",
    "system", "systemd", "auto", "msprvs1", "owner",
  ]

  /// Names for examples (RFC 2606), inner names of machines, addresses by number, units and files of programs.
  private static func isNobodys(_ host: CellBytes) -> Bool {
    let labels = String(decoding: host, as: UTF8.self).lowercased().split(separator: ".")
    guard let top = labels.last, let first = labels.first else { return true }
    if first.allSatisfy(\.isNumber) { return true }
    if labels.contains("example") || labels.contains("localhost") { return true }
    if labels.suffix(2) == ["gserviceaccount", "com"] || labels.suffix(2) == ["googlegroups", "com"] { return true }
    // Mailing lists.
    if labels.count >= 3, ["lists", "list", "ml", "groups", "mailman"].contains(first) { return true }
    return tops.contains(String(top))
  }

  private static let tops: Set<String> = [
    "example", "test", "invalid", "localhost", "localdomain", "local", "internal", "lan", "intra", "corp", "home",
    "service", "socket", "target", "slice", "scope", "mount", "timer", "device", "swap", "unit", "conf", "log", "tgz",
    "gz", "zip", "tar", "jar", "war", "class", "java", "js", "mjs", "cjs", "ts", "tsx", "jsx", "css", "html", "json",
    "xml", "yml", "yaml", "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "txt", "exe", "dll", "so", "rb", "go",
    "php",
    "swift", "lock", "whl", "deb", "rpm", "node", "onion",
  ]
}
