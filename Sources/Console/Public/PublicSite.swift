import CanonicalForms
import Cryptography
import HTTPTypes
import Hummingbird
import NIOCore
import Response
import Server
import Wording

/// What everybody may see: notices, and the forms for inquiries. No session, no cookie, no script; at a host name of its own
/// where there is one.
struct PublicSite: Sendable {
  let console: Console

  /// The forms are short.
  static let largestForm = 16 << 10

  var incidents: Incidents { Incidents(custody: console.custody) }

  func add(to router: Router<ServerContext>) {
    router.get("/notices") { request, _ in
      try await answer(request) { try .html(incidents.noticeIndex(in: .ja), caching: .newest) }
    }
    router.get("/notices/:series") { request, context in
      try await notice(request, Self.parameter("series", context), number: nil, .ja)
    }
    router.get("/notices/:series/:part") { request, context in
      let (series, part) = (Self.parameter("series", context), Self.parameter("part", context))
      if part == "feed.atom" { return try await feed(request, series, .ja) }
      if part == "feed.en.atom" { return try await feed(request, series, .en) }
      if part == "en" { return try await notice(request, series, number: nil, .en) }
      return try await notice(request, series, number: Self.number(part), .ja, isRevision: true)
    }
    router.get("/notices/:series/:part/:language") { request, context in
      guard Self.parameter("language", context) == "en" else { return try await absent(request) }
      let number = Self.number(Self.parameter("part", context))
      return try await notice(request, Self.parameter("series", context), number: number, .en, isRevision: true)
    }
    router.get("/inquiries/:form") { try await formPage($0, $1, .ja) }
    router.get("/inquiries/:form/en") { try await formPage($0, $1, .en) }
    router.post("/inquiries/:form") { try await take($0, $1, .ja) }
    router.post("/inquiries/:form/en") { try await take($0, $1, .en) }
  }

  static func parameter(_ name: String, _ context: ServerContext) -> String {
    context.parameters.get(name).map { FormFields.decode($0.utf8) } ?? ""
  }

  /// `3`, and nothing else that could be taken for it: an address has one spelling.
  private static func number(_ text: String) -> Int? {
    guard let number = Int(text), number > 0, String(number) == text else { return nil }
    return number
  }

  // MARK: Answers

  struct Page: Sendable {
    enum Caching: String, Sendable {
      /// For ever the same; a day, so that what had to be erased is gone soon.
      case revision = "public, max-age=86400, immutable"
      case newest = "public, max-age=60"
      case none = "no-store"
    }

    var status: HTTPResponse.Status = .ok
    var type = "text/html; charset=utf-8"
    var bytes: [UInt8]
    var style: String
    var caching: Caching
    var location: String?
    var language: Language?
    var takesForms = false

    static func html(
      _ html: String, status: HTTPResponse.Status = .ok, caching: Caching = .none, takesForms: Bool = false
    ) -> Page {
      Page(
        status: status, bytes: Array(html.utf8), style: NoticeStyle.source, caching: caching, takesForms: takesForms)
    }
  }

  /// At the right host, off the threads of the network, with what browsers and caches are to know.
  func answer(_ request: Request, _ make: @escaping @Sendable () throws -> Page) async throws -> Response {
    guard isAtItsHost(request) else { return response(request, Self.absentPage) }
    do {
      return response(request, try await console.work(make))
    } catch {
      console.logger.error("a public page failed", metadata: ["error": .string("\(type(of: error))")])
      return response(
        request,
        .html(
          PublicPage.html(
            title: Language.ja.page(.problemInternalTitle), in: .ja,
            body: "<p>\(Language.ja.page(.problemInternalText))</p>"), status: .internalServerError))
    }
  }

  func isAtItsHost(_ request: Request) -> Bool {
    console.surroundings.publicHost.map { $0 == request.head.authority?.lowercased() } ?? true
  }

  private func absent(_ request: Request) async throws -> Response { response(request, Self.absentPage) }

  private static var absentPage: Page {
    let body = Language.allCases.map { "<p lang=\"\($0.rawValue)\">\($0.response(.noticeAbsent))</p>" }.joined()
    return .html(
      PublicPage.html(title: Language.ja.response(.noticeAbsentTitle), in: .ja, body: body), status: .notFound)
  }

  func response(_ request: Request, _ page: Page) -> Response {
    var headers: HTTPFields = [.contentType: page.type, .cacheControl: page.caching.rawValue]
    if let language = page.language { headers[.contentLanguage] = language.rawValue }
    if let location = page.location { headers[.contentLocation] = location }
    if let name = HTTPField.Name("Content-Security-Policy") {
      headers[name] =
        "default-src 'none'; style-src '\(page.style)'; base-uri 'none'; frame-ancestors 'none'; "
        + "form-action \(page.takesForms ? "'self'" : "'none'")"
    }
    var answer: Response
    if page.caching == .none {
      answer = Response(status: page.status, headers: headers, body: .init(byteBuffer: .init(bytes: page.bytes)))
    } else {
      let tag = "\"\(SHA256Digest(hashing: page.bytes).description.prefix(32))\""
      headers[.eTag] = tag
      let isKnown = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").contains {
        $0.drop(while: { $0 == " " }).trimmingPrefix("W/") == tag[...]
      }
      answer =
        isKnown && page.status == .ok
        ? Response(status: .notModified, headers: headers)
        : Response(status: page.status, headers: headers, body: .init(byteBuffer: .init(bytes: page.bytes)))
    }
    SafetyHeaders.add(to: &answer, isSecure: console.surroundings.isSecure)
    return answer
  }

  // MARK: Notices

  /// - Parameter number: nil for the newest, unless `isRevision`: then there is no such page.
  private func notice(
    _ request: Request, _ series: String, number: Int?, _ language: Language, isRevision: Bool = false
  ) async throws -> Response {
    guard NoticeSeries.isFit(series), !isRevision || number != nil else { return try await absent(request) }
    return try await answer(request) {
      guard let page = try incidents.publishedPage(series, number, in: language) else { return Self.absentPage }
      guard let bytes = page.bytes else {
        let digest = SHA256Digest(page.sha256)?.description ?? ""
        return .html(
          PublicPage.html(
            title: language.response(.noticeErasedTitle), in: language,
            body: "<p>\(language.response(.noticeErased))</p><p>\(digest)</p>"), status: .gone)
      }
      let suffix = language == .ja ? "" : "/" + language.rawValue
      return Page(
        bytes: bytes, style: page.style, caching: number == nil ? .newest : .revision,
        location: "/notices/\(series)/\(page.number)\(suffix)", language: language)
    }
  }

  private func feed(_ request: Request, _ series: String, _ language: Language) async throws -> Response {
    guard NoticeSeries.isFit(series) else { return try await absent(request) }
    return try await answer(request) {
      guard let xml = try incidents.noticeFeed(series, in: language) else { return Self.absentPage }
      return Page(
        type: "application/atom+xml; charset=utf-8", bytes: Array(xml.utf8), style: NoticeStyle.source,
        caching: .newest, language: language)
    }
  }
}
