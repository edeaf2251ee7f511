import CanonicalForms
import Cryptography
import DiskEncryption
import Storage

/// A secret under a data key of its own, and the data key under a key-encryption key. Replacing the latter touches neither
/// the secret nor its digest.
struct Envelope: Sendable, Hashable {
  /// Which key-encryption key wrapped the data key.
  let epoch: Int64
  let wrapped: [UInt8]
  /// AES-256-GCM: nonce ‖ ciphertext ‖ tag.
  let sealed: [UInt8]

  /// SHA-256 of what is sealed: what the journal has of the secret. It tells nothing of it, as the data key is random.
  var digest: SHA256Digest { SHA256Digest(hashing: sealed) }

  /// What an envelope belongs to, as bytes that go into its authentication.
  struct Place: Sendable, Hashable {
    let bytes: [UInt8]

    private init(_ parts: [String]) {
      var writer = ByteWriter()
      for part in parts { writer.text(part) }
      bytes = writer.bytes
    }

    static func key(_ id: EscrowedKey.ID, device: String, protector: String) -> Place {
      Place(["hikae.escrow.key/1", device, protector, id.text])
    }
    static func metadata(device: String, volume: String, part: String) -> Place {
      Place(["hikae.escrow.metadata/1", device, volume, part])
    }
    static func canary(_ epoch: Int64) -> Place { Place(["hikae.escrow.canary/1", String(epoch)]) }

    /// The data key belongs to the same place, and is no secret of it.
    var ofDataKey: [UInt8] { Array("hikae.escrow.wrap/1\n".utf8) + bytes }
  }

  init(epoch: Int64, wrapped: [UInt8], sealed: [UInt8]) {
    self.epoch = epoch
    self.wrapped = wrapped
    self.sealed = sealed
  }

  init(sealing secret: SecretBytes, for place: Place, epoch: Int64, with key: any KeyEncryptionKey) throws {
    var random = RandomBytes.make(Sealer.keyLength)
    defer { SecretBytes.wipe(&random) }
    let dataKey = SecretBytes(random)
    self.init(
      epoch: epoch, wrapped: try key.wrap(dataKey, for: place.ofDataKey),
      sealed: try Self.seal(secret, under: dataKey, for: place.bytes))
  }

  func open(for place: Place, with key: any KeyEncryptionKey) throws -> SecretBytes {
    try Self.open(sealed, under: try key.unwrap(wrapped, for: place.ofDataKey), for: place.bytes)
  }

  /// The same secret under another key-encryption key.
  func rewrapped(
    from old: any KeyEncryptionKey, to new: any KeyEncryptionKey, epoch: Int64, for place: Place
  ) throws
    -> Envelope
  {
    let dataKey = try old.unwrap(wrapped, for: place.ofDataKey)
    // What comes out has to be the key of this secret: a row that is broken is found now, while the old key is there.
    _ = try Self.open(sealed, under: dataKey, for: place.bytes)
    return Envelope(epoch: epoch, wrapped: try new.wrap(dataKey, for: place.ofDataKey), sealed: sealed)
  }

  // MARK: Bytes

  static func seal(_ secret: SecretBytes, under key: SecretBytes, for place: [UInt8]) throws -> [UInt8] {
    var bytes = secret.withBytes { Array($0) }
    defer { SecretBytes.wipe(&bytes) }
    guard let sealed = sealer(key)?.seal(bytes, for: place) else { throw EscrowFailure(.sealed) }
    return sealed
  }

  static func open(_ sealed: [UInt8], under key: SecretBytes, for place: [UInt8]) throws -> SecretBytes {
    guard var opened = sealed.withUnsafeBytes({ sealer(key)?.open($0, for: place) }) else {
      throw EscrowFailure(.sealed)
    }
    defer { SecretBytes.wipe(&opened) }
    return SecretBytes(opened)
  }

  private static func sealer(_ key: SecretBytes) -> Sealer? {
    var bytes = key.withBytes { Array($0) }
    defer { SecretBytes.wipe(&bytes) }
    return Sealer(key: bytes)
  }
}
