import CLibcrypto
import CanonicalForms
import Glibc

/// The client's key and certificate, by libcrypto.
package enum Certificate {
  /// MBSTRING_UTF8, whose definition is an expression.
  private static let mbstringUTF8: Int32 = 0x1000

  /// A new key on P-256, as PEM (PKCS #8).
  package static func newKey() throws(AgentFailure) -> [UInt8] {
    guard let key = hikae_new_p256() else { throw AgentFailure(.enrolment, "no key can be made") }
    defer { EVP_PKEY_free(key) }
    guard let bytes = pem({ PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }) else {
      throw AgentFailure(.enrolment, "a key cannot be written")
    }
    return bytes
  }

  /// A request for a certificate (PKCS #10, RFC 2986) as PEM, signed with the key. What stands in the certificate is the
  /// server's business; the name is only a hint.
  package static func request(name: String, key pem: [UInt8]) throws(AgentFailure) -> String {
    guard let key = readKey(pem), let request = X509_REQ_new() else {
      throw AgentFailure(.enrolment, "the client's key cannot be read")
    }
    defer {
      EVP_PKEY_free(key)
      X509_REQ_free(request)
    }
    // The common name holds 64 characters (RFC 5280, ub-common-name).
    let label = Array(String(name.unicodeScalars.prefix(64).map { Character($0) }).utf8)
    guard X509_REQ_set_version(request, 0) == 1, X509_REQ_set_pubkey(request, key) == 1,
      X509_NAME_add_entry_by_txt(
        X509_REQ_get_subject_name(request), "CN", mbstringUTF8, label, Int32(label.count), -1, 0) == 1,
      X509_REQ_sign(request, key, EVP_sha256()) > 0, let bytes = Self.pem({ PEM_write_bio_X509_REQ($0, request) })
    else { throw AgentFailure(.enrolment, "a request for a certificate cannot be made") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// From when until when the first certificate of a PEM text is valid; nil when it is none.
  package static func validity(_ pem: [UInt8]) -> (from: Moment, until: Moment)? {
    guard let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { return nil }
    defer { BIO_free(bio) }
    guard let certificate = PEM_read_bio_X509(bio, nil, nil, nil) else { return nil }
    defer { X509_free(certificate) }
    guard let from = moment(X509_get0_notBefore(certificate)), let until = moment(X509_get0_notAfter(certificate))
    else {
      return nil
    }
    return (from, until)
  }

  private static func moment(_ time: UnsafePointer<ASN1_TIME>?) -> Moment? {
    var parts = tm()
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
    return Moment(seconds: Int64(timegm(&parts)))
  }

  /// Whether two thirds of the life of the certificate in a file are over.
  package static func isDueForRenewal(_ path: String, now: Moment) -> Bool {
    guard let (from, until) = SmallFile.read(path).flatMap(validity) else { return false }
    return now.milliseconds - from.milliseconds > (until.milliseconds - from.milliseconds) / 3 * 2
  }

  package static func isOver(_ path: String, now: Moment) -> Bool {
    SmallFile.read(path).map { isOver($0, now: now) } ?? true
  }

  /// - Parameter pem: what is none counts as over.
  static func isOver(_ pem: [UInt8], now: Moment) -> Bool { validity(pem).map { $0.until < now } ?? true }

  private static func readKey(_ pem: [UInt8]) -> OpaquePointer? {
    guard let bio = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { return nil }
    defer { BIO_free(bio) }
    return PEM_read_bio_PrivateKey(bio, nil, nil, nil)
  }

  private static func pem(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
    guard let bio = BIO_new(BIO_s_mem()) else { return nil }
    defer { BIO_free(bio) }
    guard write(bio) == 1 else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = BIO_read(bio, &buffer, Int32(buffer.count))
      if count <= 0 { return bytes }
      bytes += buffer[..<Int(count)]
    }
  }
}
