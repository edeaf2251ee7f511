import CanonicalForms
import Glibc
import Storage
import X509

/// Where the authority lies: `authority.key` and `authority.pem`, which agents get a copy of.
///
/// Several servers of one installation have copies of both.
package struct AuthorityFiles: Sendable {
  private let folder: String

  /// - Parameter folder: of the installation's keys; it exists.
  package init(folder: String) { self.folder = folder }

  package var keyPath: String { folder + "/authority.key" }
  package var certificatePath: String { folder + "/authority.pem" }

  /// Reads the authority, or makes one where neither file is there.
  package func open(at now: Moment) throws -> CertificateAuthority {
    let hasKey = access(keyPath, F_OK) == 0
    let hasCertificate = access(certificatePath, F_OK) == 0
    if !hasKey, !hasCertificate {
      let name = CertificateSerial().description.prefix(8)
      let made = try CertificateAuthority.make(name: String(name), at: now)
      // The certificate first: a key without one would have to be thrown away.
      try SecretFile.create(at: certificatePath, Array(made.pem.utf8), what: "the authority's certificate")
      try SecretFile.create(at: keyPath, Array(made.keyPEM.utf8), what: "the authority's key")
      return made
    }
    guard hasKey, hasCertificate else {
      throw AuthorityFailure(
        "of the authority's files only \(hasKey ? keyPath : certificatePath) is there: restore the other")
    }
    let key = try SecretFile.read(at: keyPath, atMost: 8 << 10, what: "the authority's key")
    let pem = try SecretFile.read(at: certificatePath, atMost: 64 << 10, what: "the authority's certificate")
    guard let certificate = try? Certificate(pemEncoded: String(decoding: pem, as: UTF8.self)),
      let key = try? Certificate.PrivateKey(pemEncoded: String(decoding: key, as: UTF8.self))
    else { throw AuthorityFailure("the authority's files in \(folder) are damaged") }
    return try CertificateAuthority(certificate: certificate, key: key)
  }
}
