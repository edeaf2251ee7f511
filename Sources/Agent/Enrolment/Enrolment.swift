import CanonicalForms
import Cryptography
import Glibc
import Observations

/// Takes up a device at its server, and renews its certificate.
package enum Enrolment {
  package struct Request: Sendable {
    package var server: String
    package var token: String
    package var label: String
    /// File of the authority that the server's certificate is checked against at first; nil for those of the system.
    package var authority: String?

    package init(server: String, token: String, label: String, authority: String? = nil) {
      self.server = server
      self.token = token
      self.label = label
      self.authority = authority
    }
  }

  /// The token goes, a certificate comes. The keys are made here and never leave.
  package static func enrol(_ request: Request, _ state: StateFolder) throws -> Identity {
    let key = try Certificate.newKey()
    let signing = try state.signingKey()
    let body: JSON = .object([
      "token": .string(request.token), "csr": .string(try Certificate.request(name: request.label, key: key)),
      "signing_key": .string(Base64.encode(signing.publicKey.bytes)), "label": .string(request.label),
    ])
    let client = HTTPClient(authority: request.authority)
    let answer = try client.post(
      body.canonicalBytes, to: request.server + "/agent/v1/enrol", type: "application/json")
    switch answer.status {
    case 200: break
    case 401, 403: throw AgentFailure(.enrolment, "the server does not accept the token: used up, expired or mistyped")
    default: throw AgentFailure(.enrolment, "the server refuses (status \(answer.status))")
    }
    guard let json = try? JSON(parsing: answer.body), let device = json["device"].string,
      let epoch = json["epoch"].integer, let certificate = json["certificate"].string,
      let authority = json["authority"].string, Certificate.validity(Array(certificate.utf8)) != nil
    else { throw AgentFailure(.enrolment, "the server's answer cannot be understood") }
    let identity = Identity(
      device: device, epoch: Int(epoch), server: request.server, log: json["log"].string ?? "",
      givesProofs: json["proofs"].boolean ?? false)
    try SmallFile.replace(state.clientKey, with: key)
    try SmallFile.replace(state.certificate, with: Array(certificate.utf8))
    try SmallFile.replace(state.authority, with: Array(authority.utf8))
    try identity.write(state)
    return identity
  }

  /// A new certificate for the same key, asked for with the old one.
  package static func renew(_ identity: Identity, _ state: StateFolder, _ client: HTTPClient) throws(AgentFailure) {
    guard let key = SmallFile.read(state.clientKey) else {
      throw AgentFailure(.enrolment, "the client's key is missing")
    }
    let body: JSON = .object(["csr": .string(try Certificate.request(name: identity.device, key: key))])
    let answer = try client.post(body.canonicalBytes, to: identity.server + "/agent/v1/renew", type: "application/json")
    guard answer.status == 200, let json = try? JSON(parsing: answer.body),
      let certificate = json["certificate"].string, Certificate.validity(Array(certificate.utf8)) != nil
    else { throw AgentFailure(.enrolment, "the certificate is not renewed (status \(answer.status))") }
    try take(certificate, authority: json["authority"].string, state)
  }

  /// A new certificate for the same key when the old one is over, with which TLS lets nobody in: the old one goes in the body,
  /// and the request, signed with its key, shows that this is the device. For as long after its end as the operator allows.
  /// - Returns: nil when there is a new certificate; else the answer that refuses it.
  package static func comeBack(_ identity: Identity, _ state: StateFolder) throws(AgentFailure) -> HTTPClient.Answer? {
    guard let key = SmallFile.read(state.clientKey), let old = SmallFile.text(state.certificate) else {
      throw AgentFailure(.enrolment, "the client's key or certificate is missing: enrol this device anew")
    }
    let body: JSON = .object([
      "certificate": .string(old), "csr": .string(try Certificate.request(name: identity.device, key: key)),
    ])
    let answer = try HTTPClient(authority: state.authority).post(
      body.canonicalBytes, to: identity.server + "/agent/v1/return", type: "application/json")
    guard answer.status == 200 else { return answer }
    guard let json = try? JSON(parsing: answer.body), let certificate = json["certificate"].string,
      !Certificate.isOver(Array(certificate.utf8), now: .now)
    else { throw AgentFailure(.enrolment, "the server's answer cannot be understood") }
    try take(certificate, authority: json["authority"].string, state)
    return nil
  }

  private static func take(_ certificate: String, authority: String?, _ state: StateFolder) throws(AgentFailure) {
    try SmallFile.replace(state.certificate, with: Array(certificate.utf8))
    // Over a connection that the old authorities vouch for. Both count, so that the server can change from one to the
    // other while devices come by at different times.
    guard let new = authority, let old = SmallFile.text(state.authority) else { return }
    let both = AuthorityFile.merged(old: old, new: new, now: .now)
    if both != old { try SmallFile.replace(state.authority, with: Array(both.utf8)) }
  }
}

/// Base64 (RFC 4648), for writing.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        out.append(place <= group.count ? alphabet[Int(word >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
