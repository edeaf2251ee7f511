/// Where the pages are. Every link is made here, so that none points nowhere.
package enum Address {
  package static let today = "/"
  package static let signIn = "/sign-in"
  package static let signInCode = "/sign-in/code"
  package static let passkeySignIn = "/sign-in/passkey"
  /// Where the script asks for the question; likewise below.
  package static let passkeySignInBegin = "/sign-in/passkey/begin"
  package static let passkeyConfirm = "/confirm/passkey"
  package static let passkeyConfirmBegin = "/confirm/passkey/begin"
  package static let signOut = "/sign-out"
  package static let confirm = "/confirm"
  /// Where the form waits that was sent when the password was too old.
  package static let again = "/confirm/again"
  package static let signOn = "/sign-in/provider"
  /// Where the provider sends browsers back to: registered there with the host before it.
  package static let signOnReturn = "/sign-in/provider/return"
  package static let confirmSignOn = "/confirm/provider"
  package static let devices = "/devices"
  package static let newDevice = "/devices/new"
  package static let clients = "/clients"
  package static let unread = "/unread"
  package static let journal = "/journal"
  package static let incidents = "/incidents"
  package static let lost = "/lost"
  package static let keys = "/keys"
  package static let reveals = "/reveals"
  package static let keyDrills = "/drills"
  package static let account = "/account"
  package static let accounts = "/accounts"
  package static let signInRules = "/accounts/sign-in-rules"
  package static let settings = "/settings"

  package static func setUp(_ token: String) -> String { "/set-up/" + FormFields.encode(token) }
  package static func accept(_ token: String) -> String { "/accept/" + FormFields.encode(token) }
  package static func acceptSignOn(_ token: String) -> String { accept(token) + "/provider" }
  package static func device(_ id: String) -> String { devices + "/" + FormFields.encode(id) }
  package static func scope(_ id: String) -> String { device(id) + "/scope" }
  package static func editDevice(_ id: String) -> String { device(id) + "/edit" }
  package static func progress(_ id: String) -> String { device(id) + "/progress" }
  package static func retireVolume(_ id: String) -> String { device(id) + "/volumes/retire" }
  package static func client(_ id: String) -> String { clients + "/" + FormFields.encode(id) }
  package static func clientIncidents(_ client: String) -> String { self.client(client) + "/incidents" }
  package static func clientNotice(_ client: String, _ series: String) -> String {
    self.client(client) + "/notices/" + FormFields.encode(series)
  }
  package static func incident(_ id: String) -> String { incidents + "/" + FormFields.encode(id) }
  package static func pack(_ incident: String, _ client: String) -> String {
    self.incident(incident) + "/packs/" + FormFields.encode(client)
  }
  package static func key(_ id: String) -> String { keys + "/" + FormFields.encode(id) }
  package static func reveal(_ id: String) -> String { reveals + "/" + FormFields.encode(id) }
  package static func notices(_ incident: String) -> String { self.incident(incident) + "/notices" }
  package static func notice(_ incident: String, _ series: String) -> String {
    notices(incident) + "/" + FormFields.encode(series)
  }
  package static func inquiries(_ incident: String) -> String { self.incident(incident) + "/inquiries" }
  package static func inquiry(_ incident: String, _ number: Int) -> String { inquiries(incident) + "/\(number)" }
  package static func questions(_ incident: String) -> String { self.incident(incident) + "/questions" }
  package static func letters(_ incident: String) -> String { self.incident(incident) + "/letters" }
  package static func surveys(_ incident: String) -> String { self.incident(incident) + "/surveys" }
  package static func search(_ incident: String) -> String { self.incident(incident) + "/search" }
  package static func statements(_ incident: String) -> String { self.incident(incident) + "/statements" }
  package static func parties(_ incident: String) -> String { self.incident(incident) + "/parties" }
  package static func documents(_ incident: String) -> String { self.incident(incident) + "/documents" }
  package static func timeline(_ incident: String) -> String { self.incident(incident) + "/timeline" }
  package static func sealedPacks(_ incident: String) -> String { self.incident(incident) + "/sealed-packs" }
  package static func retention(_ incident: String) -> String { self.incident(incident) + "/retention" }
  package static func entry(_ sequence: Int64) -> String { "\(journal)/\(sequence)" }
  package static func proof(_ sequence: Int64) -> String { "\(journal)/\(sequence)/proof" }
  package static func account(_ id: String) -> String { accounts + "/" + FormFields.encode(id) }

  /// With a query; empty values are left out.
  package static func with(_ path: String, _ fields: KeyValuePairs<String, String>) -> String {
    let query = fields.filter { !$0.value.isEmpty }.map { "\($0.key)=\(FormFields.encode($0.value))" }
    return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
  }

  /// A path of this site that somebody may be sent on to; nil for anything that could lead elsewhere.
  static func local(_ text: String) -> String? {
    guard text.hasPrefix("/"), !text.hasPrefix("//"), !text.hasPrefix("/\\"), text.utf8.count < 2_000,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    return text
  }
}
