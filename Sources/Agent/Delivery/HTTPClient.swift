import CCurl
import Glibc

/// One request after another over TLS 1.3, by libcurl. Blocks; used by one thread at a time.
///
/// Only HTTPS, no redirects, only the authority that is pinned, a proxy where the environment names one.
package struct HTTPClient: Sendable {
  package struct Answer: Sendable {
    package var status: Int
    package var body: [UInt8]
    /// Seconds that the server asks to wait.
    package var retryAfter: Int?
  }

  /// Path of a file of PEM certificates that alone are trusted; nil trusts those of the system.
  package var authority: String?
  /// Paths of the client's certificate chain and key, PEM.
  package var certificate: (chain: String, key: String)?
  /// Seconds for connecting, and for everything.
  package var connectSeconds = 20
  package var totalSeconds = 300

  private static let isStarted = curl_start() == 1
  /// A larger answer is none of ours.
  private static let largestAnswer = 4 << 20

  package init(authority: String? = nil, certificate: (chain: String, key: String)? = nil) {
    self.authority = authority
    self.certificate = certificate
  }

  /// - Throws: `.delivery` when there is no answer; the message says why, as libcurl tells it.
  package func post(_ body: [UInt8], to url: String, type: String) throws(AgentFailure) -> Answer {
    try ask(url, body: body, type: type)
  }

  /// - Throws: `.delivery` when there is no answer; the message says why, as libcurl tells it.
  package func get(_ url: String) throws(AgentFailure) -> Answer { try ask(url, body: nil, type: nil) }

  private func ask(_ url: String, body: [UInt8]?, type: String?) throws(AgentFailure) -> Answer {
    guard Self.isStarted, let handle = curl_easy_init() else { throw AgentFailure(.delivery, "libcurl does not start") }
    defer { curl_easy_cleanup(handle) }
    // Nobody is asked first whether the body may come.
    var headers = curl_slist_append(nil, "Expect:")
    if let type { headers = curl_slist_append(headers, "Content-Type: " + type) }
    defer { curl_slist_free_all(headers) }
    let received = Received()
    let context = Unmanaged.passUnretained(received).toOpaque()
    var codes = [
      curl_set_text(handle, CURLOPT_URL, url), curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "https"),
      curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0), curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
      curl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_3)),
      curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1), curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
      curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, connectSeconds),
      curl_set_long(handle, CURLOPT_TIMEOUT, totalSeconds),
      curl_set_text(handle, CURLOPT_USERAGENT, "hikae-agent"), curl_set_headers(handle, headers),
      curl_set_receiver(handle, take, context),
    ]
    if let body {
      codes.append(curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count)))
      codes.append(curl_set_long(handle, CURLOPT_POST, 1))
    } else {
      codes.append(curl_set_long(handle, CURLOPT_HTTPGET, 1))
    }
    if let authority {
      codes.append(curl_set_text(handle, CURLOPT_CAINFO, authority))
      codes.append(curl_set_text(handle, CURLOPT_CAPATH, nil))
    }
    if let certificate {
      codes.append(curl_set_text(handle, CURLOPT_SSLCERT, certificate.chain))
      codes.append(curl_set_text(handle, CURLOPT_SSLKEY, certificate.key))
    }
    if let refused = codes.first(where: { $0 != CURLE_OK }) { throw Self.failure(refused) }
    let code =
      body?.withUnsafeBytes { bytes -> CURLcode in
        let set = curl_set_bytes(handle, bytes.baseAddress)
        return set == CURLE_OK ? curl_easy_perform(handle) : set
      } ?? curl_easy_perform(handle)
    guard code == CURLE_OK else { throw Self.failure(code) }
    var status = 0
    var seconds: Int64 = 0
    guard curl_get_status(handle, &status) == CURLE_OK, curl_get_retry_after(handle, &seconds) == CURLE_OK else {
      throw AgentFailure(.delivery, "the server's answer cannot be understood")
    }
    return Answer(status: status, body: received.bytes, retryAfter: seconds > 0 ? Int(clamping: seconds) : nil)
  }

  private static func failure(_ code: CURLcode) -> AgentFailure {
    AgentFailure(.delivery, "the server cannot be reached: " + String(cString: curl_easy_strerror(code)))
  }

  private final class Received {
    var bytes: [UInt8] = []
  }

  private let take: curl_take_bytes = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
    let length = size * count
    guard received.bytes.count + length <= HTTPClient.largestAnswer else { return 0 }
    received.bytes += UnsafeRawBufferPointer(start: bytes, count: length)
    return length
  }
}
