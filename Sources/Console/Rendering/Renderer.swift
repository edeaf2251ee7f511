import Cryptography
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Wording

/// Templates and what pages load, as they are built into the program.
struct Renderer: Sendable {
  struct Asset: Sendable {
    let bytes: [UInt8]
    let type: String

    var response: Response {
      Response(
        status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }

  private let library: MustacheLibrary
  /// By address: the name holds the digest, so that a browser may keep it for ever.
  let assets: [String: Asset]
  let style: String
  let script: String
  let passkeyScript: String
  let icon: String

  /// - Throws: when a template cannot be parsed.
  init() throws {
    MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name)
    var templates: [String: MustacheTemplate] = [:]
    for (name, bytes) in Self.templates {
      templates[name] = try MustacheTemplate(
        string: "{{%CONTENT_TYPE:\(ScalarHTML.name)}}" + String(decoding: bytes, as: UTF8.self))
    }
    library = MustacheLibrary(templates: templates)
    let style = PackageResources.console_css
    let script = PackageResources.console_js
    let passkeyScript = PackageResources.passkeys_js
    let icon = PackageResources.icon_svg
    self.style = Self.address(of: style, "css")
    self.script = Self.address(of: script, "js")
    self.passkeyScript = Self.address(of: passkeyScript, "js")
    self.icon = Self.address(of: icon, "svg")
    assets = [
      self.style: Asset(bytes: style, type: "text/css; charset=utf-8"),
      self.script: Asset(bytes: script, type: "text/javascript; charset=utf-8"),
      self.passkeyScript: Asset(bytes: passkeyScript, type: "text/javascript; charset=utf-8"),
      self.icon: Asset(bytes: icon, type: "image/svg+xml"),
    ]
  }

  /// Of every page, by the name that `{{>name}}` and `Page.template` use.
  static let templates: [String: [UInt8]] = [
    "layout": PackageResources.layout_mustache, "pager": PackageResources.pager_mustache,
    "problem": PackageResources.problem_mustache, "sign-in": PackageResources.sign_in_mustache,
    "sign-in-code": PackageResources.sign_in_code_mustache, "password": PackageResources.password_mustache,
    "again": PackageResources.again_mustache, "confirm": PackageResources.confirm_mustache,
    "passkey": PackageResources.passkey_mustache, "passkey-use": PackageResources.passkey_use_mustache,
    "passkeys": PackageResources.passkeys_mustache, "passkey-list": PackageResources.passkey_list_mustache,
    "today": PackageResources.today_mustache,
    "devices": PackageResources.devices_mustache, "device": PackageResources.device_mustache,
    "device-form": PackageResources.device_form_mustache, "scope": PackageResources.scope_mustache,
    "incidents": PackageResources.incidents_mustache, "incident": PackageResources.incident_mustache,
    "lost": PackageResources.lost_mustache, "lost-done": PackageResources.lost_done_mustache,
    "texts": PackageResources.texts_mustache,
    "keys": PackageResources.keys_mustache, "key": PackageResources.key_mustache,
    "key-reason": PackageResources.key_reason_mustache, "shown-key": PackageResources.shown_key_mustache,
    "reveals": PackageResources.reveals_mustache, "reveal": PackageResources.reveal_mustache,
    "drills": PackageResources.drills_mustache, "device-keys": PackageResources.device_keys_mustache,
    "notices": PackageResources.notices_mustache,
    "notice": PackageResources.notice_mustache, "changes": PackageResources.changes_mustache,
    "inquiries": PackageResources.inquiries_mustache, "inquiry": PackageResources.inquiry_mustache,
    "questions": PackageResources.questions_mustache, "surveys": PackageResources.surveys_mustache,
    "letters": PackageResources.letters_mustache, "search": PackageResources.search_mustache,
    "statements": PackageResources.statements_mustache, "parties": PackageResources.parties_mustache,
    "documents": PackageResources.documents_mustache, "timeline": PackageResources.timeline_mustache,
    "retention": PackageResources.retention_mustache, "sealed-packs": PackageResources.sealed_packs_mustache,
    "clients": PackageResources.clients_mustache,
    "client-incidents": PackageResources.client_incidents_mustache,
    "client-notice": PackageResources.client_notice_mustache,
    "client": PackageResources.client_mustache, "unread": PackageResources.unread_mustache,
    "journal": PackageResources.journal_mustache, "entry": PackageResources.entry_mustache,
    "account": PackageResources.account_mustache, "accounts": PackageResources.accounts_mustache,
    "account-form": PackageResources.account_form_mustache, "settings": PackageResources.settings_mustache,
  ]

  private static func address(of bytes: [UInt8], _ kind: String) -> String {
    "/assets/" + SHA256Digest(hashing: bytes).description.prefix(16) + "." + kind
  }

  /// A page whose template is not in the list above.
  struct NoTemplate: Error {
    let name: String
  }

  func html<P: Page>(_ page: P, frame: Frame, language: Language) throws -> String {
    let values: [String: Any] = ["t": Texts(language: language), "frame": frame, "page": page]
    guard let html = library.render(values, withTemplate: P.template) else { throw NoTemplate(name: P.template) }
    return html
  }
}

/// What a template shows: every value is text for people already, templates hold no rules.
protocol Page: Sendable {
  static var template: String { get }
}
