import Accounts
import HTTPTypes
import Hummingbird

/// The cookies of the console: the session, a sign-in that is under way at a provider, a form that waits for its sender to
/// be let in, and the language of those who are not signed in.
struct ConsoleCookies: Sendable {
  /// Whether browsers reach the console over TLS, here or at a proxy.
  let isSecure: Bool

  /// With `__Host-` a browser takes it from this host alone, over TLS alone. Plain HTTP, which is for this machine only,
  /// has to do without.
  var sessionName: String { isSecure ? "__Host-hikae" : "hikae" }
  private var signOnName: String { isSecure ? "__Host-hikae-sign-on" : "hikae_sign_on" }
  private var formName: String { isSecure ? "__Host-hikae-form" : "hikae_form" }
  private let languageName = "hikae_language"

  init(isSecure: Bool) { self.isSecure = isSecure }

  func session(of request: Request) -> String? { request.cookies[sessionName]?.value }
  func language(of request: Request) -> String? { request.cookies[languageName]?.value }

  func setSession(_ token: String, on response: inout Response) {
    add("\(sessionName)=\(token); Path=/; HttpOnly; SameSite=Lax", to: &response)
  }

  func clearSession(on response: inout Response) {
    add("\(sessionName)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", to: &response)
  }

  func signOn(of request: Request) -> String? { request.cookies[signOnName]?.value }

  /// `Lax`, for the provider sends the browser back from another site.
  func setSignOn(_ secret: String, on response: inout Response) {
    add("\(signOnName)=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=600", to: &response)
  }

  func clearSignOn(on response: inout Response) {
    add("\(signOnName)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", to: &response)
  }

  /// The secret that opens a kept form; nil for what is none.
  func form(of request: Request) -> String? {
    request.cookies[formName].map(\.value).flatMap { $0.isEmpty || $0.utf8.count > 128 ? nil : $0 }
  }

  /// `Lax`, for a provider of sign-in sends the browser back from another site.
  func setForm(_ secret: String, on response: inout Response) {
    add(
      "\(formName)=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(Accounts.formMinutes * 60)", to: &response)
  }

  func clearForm(on response: inout Response) {
    add("\(formName)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", to: &response)
  }

  func setLanguage(_ language: String, on response: inout Response) {
    add("\(languageName)=\(language); Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000", to: &response)
  }

  private func add(_ cookie: String, to response: inout Response) {
    response.headers.append(HTTPField(name: .setCookie, value: cookie + (isSecure ? "; Secure" : "")))
  }
}
