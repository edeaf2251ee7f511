import Accounts
import CanonicalForms
import Console
import Contents
import Cryptography
import Custody
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import KeyEscrow
import Logging
import NIOCore
import PersonalData
import Response
import Server
import SingleSignOn
import Storage
import TestDatabases
import Wording

/// A console over a record of its own: two clients, a laptop that holds people of both, somebody in each role.
final class ConsoleHouse: Sendable {
  /// Whoever signs in.
  struct Visitor: Sendable {
    let account: Account
    let token: String
    let csrf: String
  }

  static let own = "117"
  static let foreign = "118"
  static let foreignName = "よその健康保険組合"
  static let holder = "所持 太郎"
  static let device = "PC-1"
  /// A name that tries to break out of wherever it stands; the second quotation mark has a combining mark after it.
  static let hostileLabel = "\"><script>alert(1)</script>\"\u{0338}onfocus=alert(2) autofocus x='"
  static let hostilePath = "/data/<img src=x onerror=alert(3)>\u{202E}.xlsx"
  static let password = "correct horse 電池 staple"

  let folder: DataFolder
  let custody: Custody
  let accounts: Accounts
  let escrow: KeyEscrow
  let board: FleetBoard
  /// What the console wrote into the server's log.
  let log: LogLines
  let console: Console
  let visitors: [Role: Visitor]
  private let database: TestDatabase
  private let isOwner: Bool
  /// Whose record this is, which goes when that one goes.
  private let origin: ConsoleHouse?
  private let isReachedBySocket: Bool

  init(
    portal: String? = nil, consoleHost: String? = nil, publicHost: String? = nil, provider: IdentityProvider? = nil
  ) throws {
    isOwner = true
    origin = nil
    isReachedBySocket = false
    board = FleetBoard()
    folder = DataFolder("/tmp/hikae-console-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    database = try TestDatabase()
    custody = try Custody(
      folder: folder, database: database.postgresURL, creating: true, actor: "test",
      beside: [Accounts.schema, Console.schema, KeyEscrow.schema, Incidents.schema])
    accounts = try Accounts(journal: custody.journal, keyPath: folder.accountsKeyPath, cost: .least)
    try Self.fill(custody)
    try board.refresh(custody, at: .now)
    escrow = KeyEscrow(journal: custody.journal, keys: EscrowKeyRing(folder: folder.path + "/keys"))
    let log = LogLines()
    self.log = log
    var surroundings = Console.Surroundings(
      isSecure: true, database: "test", version: "test", consoleHost: consoleHost, portalHost: portal,
      publicHost: publicHost)
    surroundings.consoleURL = "https://" + (consoleHost ?? "localhost")
    surroundings.portalURL = portal.map { "https://" + $0 }
    let home = folder
    surroundings.press = Self.press(home)
    surroundings.letterVault = { try? LetterVault.open(in: home.path + "/keys", creating: false) }
    console = try Console(
      custody: custody, accounts: accounts, escrow: escrow, surroundings: surroundings, fleet: board,
      logger: Logger(label: "test") { _ in log }, provider: provider)
    visitors = try Self.invite(accounts)
  }

  deinit {
    guard isOwner else { return }
    Self.remove(folder.path)
  }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    guard let handle = opendir(path) else { return }
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { remove(path + "/" + name) }
    }
    closedir(handle)
    rmdir(path)
  }

  /// As on another machine.
  func forgetLetters() { Self.remove(folder.path + "/letters") }

  /// Letters are made in the house's own folder. Lists are plain CSV here; the reader worker is tested with the commands.
  private static func press(_ folder: DataFolder) -> LetterPress {
    LetterPress(
      dataFolder: folder.path, vault: { try LetterVault.open(in: folder.path + "/keys", creating: true) },
      readTable: { bytes in
        guard bytes.first != 0 else { throw LetterPress.Unreadable("unknown_type") }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
      })
  }

  private static func fill(_ custody: Custody) throws {
    let now = Moment.now
    let day: Int64 = 86_400_000
    func before(_ days: Int64) -> Moment { Moment(milliseconds: now.milliseconds - days * day) }
    try custody.register([
      Organisation(id: .init(own), name: "自分の健康保険組合", insurerNumbers: ["06000013"]),
      Organisation(id: .init(foreign), name: foreignName, insurerNumbers: ["06000021"]),
    ])
    try custody.register([
      Agreement(id: "A-1", client: .init(own), purpose: "健診", starts: before(900), ends: before(400)),
      Agreement(id: "A-2", client: .init(foreign), purpose: "健診", starts: before(900)),
    ])
    try custody.register([
      Device(id: device, label: hostileLabel, kind: .laptop, holder: holder), Device(id: "PC-2", kind: .laptop),
    ])
    let files = [
      file("/data/own.csv", people: 1...30, insurer: "06000013"),
      file("/data/foreign.csv", people: 31...40, insurer: "06000021"),
      ObservedFile(path: hostilePath, size: 3, modified: nil, unread: .password),
    ]
    try custody.recordScan(
      device: device, root: "/data", startedAt: before(2), finishedAt: before(2), files: files, clock: { before(2) })
  }

  /// Whose people a file holds: numbers of people, and the insurer number that it names.
  typealias Contents = (people: ClosedRange<Int>, insurer: String)

  /// A scan of `/data` that found these files and no others.
  func scan(
    _ device: String, _ files: KeyValuePairs<String, Contents>, unread: Bool = false, at time: Moment = .now
  ) throws {
    var found = files.map { Self.file($0.key, people: $0.value.people, insurer: $0.value.insurer) }
    if unread { found.append(ObservedFile(path: "/data/locked.zip", size: 3, modified: nil, unread: .password)) }
    try custody.recordScan(
      device: device, root: "/data", startedAt: time, finishedAt: time, files: found, clock: { time })
  }

  /// A scan that began and never came to its end.
  func breakOffScan(of device: String) throws {
    _ = try custody.beginScan(device: device, root: "/data", startedAt: .now, clock: { .now })
  }

  private static func file(_ path: String, people: ClosedRange<Int>, insurer: String) -> ObservedFile {
    let persons = people.map { n in
      let digest = SHA256Digest(hashing: Array("person \(n)".utf8))
      return PersonEntry(
        keys: [IdentityKey(kind: .nameBirth, high: digest.words.0, low: digest.words.1)],
        fields: FieldSet([.name, .birthDate]), hints: [])
    }
    let sha256 = SHA256Digest(hashing: Array(path.utf8))
    let profile = ContentProfile(
      sha256: sha256, size: 100, recogniser: 1, persons: PersonSet(persons), records: persons.count,
      hints: [OrganisationHint(kind: .insurerNumber, scope: .content, value: insurer)], unread: nil, unreadParts: [])
    return ObservedFile(path: path, size: 100, modified: nil, sha256: sha256, profile: profile)
  }

  private static func invite(_ accounts: Accounts) throws -> [Role: Visitor] {
    let first = try accounts.setUp(
      token: try accounts.openSetup(at: .now), login: "first", name: "First", language: "ja", password: password,
      at: .now)
    var visitors: [Role: Visitor] = [:]
    for role in Role.allCases {
      let (account, link) = try accounts.invite(
        login: role.rawValue, name: "名 \(role.rawValue)", roles: [role], organisation: role == .client ? own : nil,
        // Whoever was let in by one hand would count as one person where two are asked for.
        language: "ja", by: role == .keyCustodian ? .hikae : first.id, at: .now)
      _ = try accounts.accept(token: link, password: password, at: .now)
      visitors[role] = try signIn(account, accounts)
    }
    return visitors
  }

  private static func signIn(_ account: Account, _ accounts: Accounts) throws -> Visitor? {
    guard
      case .opened(let token, let session) = try accounts.signIn(
        login: account.login, password: password, address: "\(account.login)", client: "", at: .now)
    else { return nil }
    return Visitor(account: session.account, token: token, csrf: session.csrf)
  }

  /// The same house with a clock that is ahead, at its own address.
  func later(minutes: Int64) throws -> ConsoleHouse {
    try ConsoleHouse(of: self, consoleHost: "localhost") {
      Moment(milliseconds: Moment.now.milliseconds + minutes * 60_000)
    }
  }

  /// The same house with a clock that stands still.
  func stopped() throws -> ConsoleHouse {
    let now = Moment.now
    return try ConsoleHouse(of: self) { now }
  }

  /// The same record, where console and clients' users have host names of their own. Requests come to `localhost`.
  func at(portal: String, consoleHost: String?) throws -> ConsoleHouse {
    try ConsoleHouse(of: self, portal: portal, consoleHost: consoleHost) { .now }
  }

  /// The same record behind a proxy: it is reached through a socket, and this machine's word is taken for who asks.
  func behindProxy() throws -> ConsoleHouse {
    try ConsoleHouse(of: self, trusted: TrustedProxies(["127.0.0.1", "::1"])) { .now }
  }

  private init(
    of house: ConsoleHouse, portal: String? = nil, consoleHost: String? = nil, trusted: TrustedProxies? = nil,
    clock: @escaping @Sendable () -> Moment
  ) throws {
    (folder, custody, accounts, escrow, log, database, visitors) = (
      house.folder, house.custody, house.accounts, house.escrow, house.log, house.database, house.visitors
    )
    isOwner = false
    origin = house
    board = house.board
    var surroundings = Console.Surroundings(
      isSecure: true, database: "test", version: "test", consoleHost: consoleHost, portalHost: portal)
    if let trusted { surroundings.trustedProxies = trusted }
    isReachedBySocket = trusted != nil
    surroundings.consoleURL = consoleHost.map { "https://" + $0 }
    surroundings.portalURL = portal.map { "https://" + $0 }
    surroundings.press = Self.press(folder)
    console = try Console(
      custody: custody, accounts: accounts, escrow: escrow, surroundings: surroundings, fleet: house.board,
      logger: Logger(label: "test"), clock: clock)
  }

  // MARK: Asking

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: String
    let bytes: [UInt8]

    var location: String? { headers[.location] }
  }

  /// Asks as a role, or as somebody who is not signed in.
  func get(
    _ path: String, as role: Role? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    try await ask(.get, path, as: role, headers: headers)
  }

  /// Sends a form; with the right token unless `csrf` says otherwise.
  func post(
    _ path: String, _ fields: KeyValuePairs<String, String> = [:], as role: Role? = nil, csrf: String? = nil,
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var pairs = fields.map { FormFields.encode($0.key) + "=" + FormFields.encode($0.value) }
    let token = csrf ?? role.flatMap { visitors[$0]?.csrf }
    if let token { pairs.append("csrf=" + FormFields.encode(token)) }
    return try await ask(.post, path, as: role, headers: headers, body: pairs.joined(separator: "&"))
  }

  /// Sends a form with a file, as browsers do.
  func upload(
    _ path: String, _ fields: KeyValuePairs<String, String>, file: (name: String, bytes: [UInt8]), as role: Role
  ) async throws -> Answer {
    var body: [UInt8] = []
    for (name, value) in Array(fields) + [(key: "csrf", value: visitors[role]?.csrf ?? "")] {
      body += Array("--mark\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    body += Array("--mark\r\nContent-Disposition: form-data; name=\"\(file.name)\"; filename=\"x\"\r\n\r\n".utf8)
    body += file.bytes + Array("\r\n--mark--\r\n".utf8)
    return try await ask(
      .post, path, as: role, headers: ["Content-Type": "multipart/form-data; boundary=mark"], bytes: body)
  }

  /// Sends a body as it is.
  func send(_ path: String, _ body: String, headers: [String: String]) async throws -> Answer {
    try await ask(.post, path, as: nil, headers: headers, body: body)
  }

  func ask(
    _ method: HTTPRequest.Method, _ path: String, as role: Role? = nil, headers: [String: String] = [:],
    body: String? = nil
  ) async throws -> Answer {
    try await ask(method, path, as: role, headers: headers, bytes: body.map { Array($0.utf8) })
  }

  private func ask(
    _ method: HTTPRequest.Method, _ path: String, as role: Role?, headers: [String: String], bytes body: [UInt8]?
  ) async throws -> Answer {
    let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
    console.add(to: router)
    var fields = HTTPFields()
    if let role, let visitor = visitors[role] { fields[.cookie] = "__Host-hikae=\(visitor.token)" }
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    if body != nil, fields[.contentType] == nil, headers["Authorization"] == nil {
      fields[.contentType] = "application/x-www-form-urlencoded"
    }
    let app = Application(router: router)
    let asked = fields
    return try await app.test(isReachedBySocket ? .live : .router) { client in
      try await client.execute(
        uri: path, method: method, headers: asked, body: body.map { ByteBuffer(bytes: $0) }
      ) { response in
        Answer(
          status: response.status.code, headers: response.headers, body: String(buffer: response.body),
          bytes: Array(response.body.readableBytesView))
      }
    }
  }
}
