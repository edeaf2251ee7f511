import CanonicalForms
import Glibc

/// Who this device is to its server.
package struct Identity: Sendable, Equatable {
  package var device: String
  package var epoch: Int
  /// `https://host[:port]`, without a slash at its end.
  package var server: String
  /// Key of the server's log, as a line of text.
  package var log: String
  /// The server said that it proves receipts; servers of former times said nothing.
  package var givesProofs: Bool

  package init(device: String, epoch: Int, server: String, log: String, givesProofs: Bool = false) {
    self.device = device
    self.epoch = epoch
    self.server = server
    self.log = log
    self.givesProofs = givesProofs
  }

  /// - Returns: nil when the device was never enrolled.
  package static func read(_ state: StateFolder) throws(AgentFailure) -> Identity? {
    guard access(state.identity, F_OK) == 0 else { return nil }
    guard let bytes = SmallFile.read(state.identity), let json = try? JSON(parsing: bytes),
      let device = json["device"].string, let epoch = json["epoch"].integer, let server = json["server"].string
    else { throw AgentFailure(.enrolment, "\(state.identity) cannot be read; enrol this device anew") }
    return Identity(
      device: device, epoch: Int(epoch), server: server, log: json["log"].string ?? "",
      givesProofs: json["proofs"].boolean ?? false)
  }

  package func write(_ state: StateFolder) throws(AgentFailure) {
    let json: JSON = .object([
      "device": .string(device), "epoch": JSON(epoch), "server": .string(server), "log": .string(log),
      "proofs": JSON(givesProofs),
    ])
    try SmallFile.replace(state.identity, with: json.canonicalBytes)
  }
}
