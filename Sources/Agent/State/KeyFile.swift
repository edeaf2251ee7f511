import CLibcrypto
import Cryptography
import Glibc

/// A secret of 32 bytes in a file that only its owner may read.
package enum KeyFile {
  /// Reads the key, and makes it when there is none.
  package static func readOrMake(_ path: String) throws(AgentFailure) -> [UInt8] {
    if access(path, F_OK) != 0 {
      var key = [UInt8](repeating: 0, count: Sealer.keyLength)
      guard RAND_priv_bytes(&key, Int32(key.count)) == 1 else {
        throw AgentFailure(.state, "no random bytes for a key")
      }
      try SmallFile.replace(path, with: key)
    }
    return try read(path)
  }

  package static func read(_ path: String) throws(AgentFailure) -> [UInt8] {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw AgentFailure(.state, "\(path) is missing") }
    guard status.st_mode & 0o077 == 0 else { throw AgentFailure(.state, "others may read the key \(path); chmod 600") }
    guard let key = SmallFile.read(path, most: Sealer.keyLength), key.count == Sealer.keyLength else {
      throw AgentFailure(.state, "\(path) is no key of \(Sealer.keyLength) bytes")
    }
    return key
  }
}
