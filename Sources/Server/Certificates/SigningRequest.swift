import Crypto
import SwiftASN1
import X509

/// A certificate signing request from a device (PKCS #10 as PEM). All that is taken from it is the key, and that the
/// sender has its private half: subject and extensions are ignored.
struct SigningRequest {
  static let largest = 8 << 10

  let publicKey: Certificate.PublicKey

  /// - Throws: `malformed`, also for keys other than P-256 and P-384.
  init(pem: String) throws(Problem) {
    let malformed = Problem(
      .malformed, detail: "csr: a certificate signing request in PEM with a P-256 key is expected")
    guard pem.utf8.count <= Self.largest, let request = try? CertificateSigningRequest(pemEncoded: pem) else {
      throw malformed
    }
    let isSuitable =
      P256.Signing.PublicKey(request.publicKey) != nil || P384.Signing.PublicKey(request.publicKey) != nil
    guard isSuitable, request.publicKey.isValidSignature(request.signature, for: request) else { throw malformed }
    publicKey = request.publicKey
  }
}
