import Accounts
import Hummingbird
import Server
import Wording

/// Which host name is whose, when console, clients' users and public are kept apart.
extension Console {
  /// With two host names a session is good at the one that its role belongs to, and nowhere else: what a client's page
  /// might be made to do does not reach the console.
  func isAtItsHost(_ account: Account?, _ request: Request) -> Bool {
    // At the address of the public nobody signs in.
    if let host = surroundings.publicHost, host == Self.host(of: request) { return false }
    guard let portal = surroundings.portalHost else { return true }
    let host = Self.host(of: request)
    guard let account else { return host == portal || surroundings.consoleHost.map { host == $0 } ?? true }
    return account.may(.seeOwnClient) == (host == portal)
  }

  /// What signing in asks before it opens a session: a session at the wrong host name would open nothing, not even its end.
  func admits(_ visit: Visit) -> @Sendable (Account) -> Bool {
    let (console, request) = (self, visit.request)
    return { console.isAtItsHost($0, request) }
  }

  /// Where the pages of an account are, without a path: by its role, in the operator's words where there are any.
  func site(of account: Account, _ visit: Visit) -> String {
    let scheme = surroundings.isSecure ? "https://" : "http://"
    if let portal = surroundings.portalHost, account.may(.seeOwnClient) {
      return surroundings.portalURL ?? scheme + portal
    }
    return surroundings.consoleURL
      ?? scheme + (surroundings.consoleHost ?? visit.request.head.authority ?? "localhost")
  }

  /// As `site`; nil where that is the very host name that was asked.
  func otherSite(of account: Account, _ visit: Visit) -> String? {
    let site = site(of: account, visit)
    let host = site.split(separator: "://", maxSplits: 1).last?.prefix { $0 != "/" }.lowercased()
    return host == Self.host(of: visit.request) ? nil : site
  }

  /// What somebody is told whose account is at the other of the two addresses.
  func elsewhere(_ visit: Visit) -> String {
    let scheme = surroundings.isSecure ? "https://" : "http://"
    let isPortal = surroundings.portalHost == Self.host(of: visit.request)
    let other =
      isPortal
      ? surroundings.consoleURL ?? surroundings.consoleHost.map { scheme + $0 }
      : surroundings.portalURL ?? surroundings.portalHost.map { scheme + $0 }
    return other.map { visit.language.page(.signInElsewhere, $0 + Address.signIn) }
      ?? visit.text(.signInElsewherePlain)
  }

  private static func host(of request: Request) -> String? { request.head.authority?.lowercased() }
}
