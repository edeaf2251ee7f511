/// Where the device is connected: the operator's own name for it.
package enum NetworkPlace {
  /// - Returns: the name for the gateway of the default route, `other` for one that nobody named, empty without any.
  package static func current(_ names: [(gateway: String, name: String)]) -> String {
    name(of: gateway(routes: SmallFile.text("/proc/net/route") ?? ""), in: names)
  }

  static func name(of gateway: String?, in names: [(gateway: String, name: String)]) -> String {
    guard let gateway else { return "" }
    return names.first { $0.gateway == gateway }?.name ?? "other"
  }

  /// The gateway of `/proc/net/route`: interface, destination, gateway, …; addresses as hexadecimal words of the machine.
  static func gateway(routes: String) -> String? {
    for line in routes.split(separator: "\n").dropFirst() {
      let fields = line.split { $0 == "\t" || $0 == " " }
      guard fields.count > 3, fields[1] == "00000000", let word = UInt32(fields[2], radix: 16), word != 0 else {
        continue
      }
      return withUnsafeBytes(of: word) { $0.map { String($0) }.joined(separator: ".") }
    }
    return nil
  }
}
