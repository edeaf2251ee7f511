import CanonicalForms
import DiskEncryption
import Glibc
import Storage
import Testing

@testable import KeyEscrow

/// The key-encryption key in a token: SoftHSM2, with a token of the test's own.
@Suite(.serialized, .enabled(if: SoftToken.module != nil, "SoftHSM2 is not installed")) struct TokenTests {
  @Test func aTokenWrapsAndUnwraps() throws {
    let token = try SoftToken.shared
    let key = try PKCS11Key(token.place, label: "hikae-test-1", creating: true)
    let secret = SecretBytes(RandomBytes.make(32))
    let wrapped = try key.wrap(secret, for: Array("here".utf8))
    #expect(try key.unwrap(wrapped, for: Array("here".utf8)).matches(secret))
    #expect(try key.wrap(secret, for: Array("here".utf8)) != wrapped)
    #expect(code { try key.unwrap(wrapped, for: Array("there".utf8)) } == .sealed)
    for place in wrapped.indices {
      var changed = wrapped
      changed[place] ^= 1
      #expect(code { try key.unwrap(changed, for: Array("here".utf8)) } == .sealed)
    }
    // The same key under its label, and none under another.
    #expect(
      try PKCS11Key(token.place, label: "hikae-test-1", creating: false).unwrap(wrapped, for: Array("here".utf8))
        .matches(secret))
    #expect(code { try PKCS11Key(token.place, label: "hikae-test-2", creating: false) } == .keyLost)
    let other = try PKCS11Key(token.place, label: "hikae-test-3", creating: true)
    #expect(code { try other.unwrap(wrapped, for: Array("here".utf8)) } == .sealed)
  }

  @Test func whatIsWrongIsRefused() throws {
    let place = try SoftToken.shared.place
    let wrong = [
      PKCS11Place(module: "/nowhere.so", token: place.token, pinPath: place.pinPath),
      PKCS11Place(module: place.module, token: "another", pinPath: place.pinPath),
    ]
    for place in wrong { #expect(code { try PKCS11Key(place, label: "a", creating: false) } == .module) }
    chmod(place.pinPath, 0o644)
    defer { chmod(place.pinPath, 0o600) }
    let failure = #expect(throws: StorageFailure.self) { try PKCS11Key(place, label: "a", creating: false) }
    #expect(failure?.code == .key)
  }

  /// A token locks itself after a few wrong PINs: one that it refused is not tried again, until the file has another.
  @Test func aRefusedPINIsNotTriedAgain() throws {
    let place = try SoftToken.shared.place
    let path = place.pinPath + ".wrong"
    defer { unlink(path) }
    try SecretFile.create(at: path, Array("000000\n".utf8), what: "a file")
    let wrong = PKCS11Place(module: place.module, token: place.token, pinPath: path)
    #expect(code { try PKCS11Key(wrong, label: "hikae-test-4", creating: true) } == .pin)
    // While the process is logged in, a token does not look at the PIN: it would go through if it were tried.
    let open = try PKCS11Key(place, label: "hikae-test-4", creating: true)
    #expect(code { try PKCS11Key(wrong, label: "hikae-test-4", creating: false) } == .pin)
    unlink(path)
    try SecretFile.create(at: path, Array("271828\n".utf8), what: "a file")
    let secret = SecretBytes(RandomBytes.make(32))
    let wrapped = try open.wrap(secret, for: [1])
    #expect(try PKCS11Key(wrong, label: "hikae-test-4", creating: false).unwrap(wrapped, for: [1]).matches(secret))
  }

  /// From a file into the token: afterwards the file is not needed.
  @Test func keysMoveIntoTheToken() throws {
    let vault = try Vault()
    let id = try vault.keep(Vault.passwordA, protector: Vault.protectorA).id
    try vault.take("bitlocker-xts128-two-recovery")
    let ring = EscrowKeyRing(folder: vault.folder, home: .token(try SoftToken.shared.place))
    let escrow = KeyEscrow(journal: vault.journal, keys: ring)
    #expect(try escrow.rewrap(by: "test", at: vault.now).count == 2)
    unlink(ring.path(of: 1))
    #expect(try escrow.prove(id, by: "test", at: vault.now).verdict == .proved)
    #expect(try escrow.canary() == nil)
    _ = try escrow.round(at: vault.now)
    #expect(try escrow.canary()?.isGood == true)
    // Without the token nothing opens.
    #expect(try vault.escrow.prove(id, by: "test", at: vault.now).failure == "key_lost")
  }
}

/// A token in a folder of its own, for the whole process: a module reads its configuration once.
final class SoftToken: Sendable {
  private static let modules: [String] = [
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  ]
  static let module = modules.first { access($0, R_OK) == 0 }

  private static let made = Result { try SoftToken() }
  static var shared: SoftToken { get throws { try made.get() } }

  let place: PKCS11Place

  private init() throws {
    var pattern = Array("/tmp/hikae-token-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&pattern).map { String(cString: $0) })
    mkdir(folder + "/tokens", 0o700)
    try Self.write(folder + "/softhsm2.conf", "directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n")
    try Self.write(folder + "/pin", "271828\n")
    setenv("SOFTHSM2_CONF", folder + "/softhsm2.conf", 1)
    let words = [
      "softhsm2-util", "--init-token", "--free", "--label", "hikae", "--so-pin", "314159", "--pin", "271828",
    ]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    try #require(posix_spawnp(&process, "softhsm2-util", nil, nil, &arguments, environ) == 0)
    var status: Int32 = -1
    waitpid(process, &status, 0)
    try #require(status == 0)
    place = PKCS11Place(module: Self.module ?? "", token: "hikae", pinPath: folder + "/pin")
  }

  private static func write(_ path: String, _ text: String) throws {
    try SecretFile.create(at: path, Array(text.utf8), what: "a file")
  }
}
