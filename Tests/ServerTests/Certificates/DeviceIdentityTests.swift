import Server
import Testing

@Suite struct DeviceIdentityTests {
  @Test(arguments: ["PC-0007", "健診 7号", "a:b%c/d", "~-._"])
  func roundTrip(device: String) throws {
    let identity = DeviceIdentity(device: device, epoch: 3)
    #expect(identity.uri.utf8.allSatisfy { $0 < 0x80 })
    #expect(DeviceIdentity(uri: identity.uri) == identity)
  }

  @Test(
    arguments: [
      "", "hikae:device::epoch:1", "hikae:device:a:epoch:", "hikae:device:a:epoch:-1", "hikae:device:a:epoch:01",
      "hikae:device:%61:epoch:1", "hikae:device:%e3%81:epoch:1", "hikae:device:a:epoch:1:x", "https://a/",
      "hikae:device:a%:epoch:1", "hikae:device:%FF:epoch:1",
    ])
  func otherSpellingsAreNone(uri: String) { #expect(DeviceIdentity(uri: uri) == nil) }
}
