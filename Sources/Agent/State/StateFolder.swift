import Cryptography
import Glibc

/// Where the agent keeps what it must not forget.
package struct StateFolder: Sendable, Hashable {
  package let path: String

  package static let standard = "/var/lib/hikae-agent"

  /// How the agent fares, for everybody at the machine, who may not look into the state folder.
  package static let shownStatus = "/run/hikae-agent/status.json"

  package init(_ path: String) { self.path = PathText.trimmed(path) }

  package var spoolKey: String { path + "/spool.key" }
  package var indexKey: String { path + "/index.key" }
  package var index: String { path + "/index.sqlite" }
  package var told: String { path + "/told.sqlite" }
  package var status: String { path + "/status.json" }
  package var identity: String { path + "/identity.json" }
  package var signingSeed: String { path + "/signing.key" }
  package var clientKey: String { path + "/client.key" }
  package var certificate: String { path + "/client.pem" }
  package var authority: String { path + "/authority.pem" }
  package func spool(epoch: Int) -> String { path + "/spool-\(epoch)" }

  /// Makes the folder, and holds it for this process until the descriptor is closed.
  package func take() throws(AgentFailure) -> Int32 {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw AgentFailure(.state, "\(path) cannot be made: \(AgentFailure.lastError)")
    }
    SmallFile.syncFolder(of: path)
    let lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw AgentFailure(.state, "\(path) cannot be used: \(AgentFailure.lastError)") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw AgentFailure(.running, "another agent works on \(path)")
    }
    return lock
  }

  /// The key that batches are signed with, made when there is none.
  package func signingKey() throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: try KeyFile.readOrMake(signingSeed))
  }
}
