import Glibc

/// IP addresses as text.
enum IPAddress {
  /// - Returns: 4 or 16 bytes; nil when it is no address.
  static func octets(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var sixteen = in6_addr()
    if inet_pton(AF_INET6, text, &sixteen) == 1 { return withUnsafeBytes(of: sixteen) { Array($0) } }
    return nil
  }

  /// Whether only this machine can reach it.
  static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" { return true }
    guard let octets = octets(host) else { return false }
    return octets.count == 4 ? octets[0] == 127 : octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1
  }
}
