import CanonicalForms
import TestPasskeys
import Testing

@testable import Passkeys

/// What was changed on its way is never believed, and never brings the program down: every byte is tried.
@Suite("Passkeys: corruption") struct CorruptionTests {
  /// Of each kind of key.
  private static let names = ["packed-es256", "none-es256-long-credential-id", "packed-rs256", "packed-eddsa"]
  private static let flips: [UInt8] = [0x01, 0x80, 0xFF]

  /// A use of a key, verified all but for what the site asks of it beyond the standard.
  private static func isBelieved(
    _ key: PasskeyPublicKey, authenticator: [UInt8], client: [UInt8], signature: [UInt8], _ vector: PublishedVector,
    _ party: RelyingParty
  ) -> Bool {
    guard let clientData = try? ClientData(client), let data = try? AuthenticatorData(authenticator),
      (try? clientData.require(.use, challenge: vector.used.challenge, at: party)) != nil, data.attested == nil,
      data.isPresent
    else { return false }
    return key.isValid(signature, of: authenticator + clientData.hash)
  }

  @Test(arguments: names) func noChangedUseIsBelieved(name: String) throws {
    let vector = try #require(PublishedVector.named(name))
    let (party, attested) = (try #require(PublishedVector.party), try #require(try vector.attested()))
    let whole = [vector.used.authenticator, vector.used.client, vector.used.signature]
    func isBelieved(_ parts: [[UInt8]]) -> Bool {
      Self.isBelieved(
        attested.publicKey, authenticator: parts[0], client: parts[1], signature: parts[2], vector, party)
    }
    #expect(isBelieved(whole))
    for part in whole.indices {
      for place in whole[part].indices {
        var cut = whole
        cut[part] = Array(cut[part][..<place])
        #expect(!isBelieved(cut), "part \(part) cut off at \(place)")
        for flip in Self.flips {
          var changed = whole
          changed[part][place] ^= flip
          #expect(!isBelieved(changed), "part \(part) changed at \(place)")
        }
      }
      var longer = whole
      longer[part].append(0)
      #expect(!isBelieved(longer), "part \(part) with a byte more")
    }
  }

  /// Nothing is signed when a key is made: what can be changed unseen is what is not looked at, or what is the key's own
  /// word: model, ID, counter, flags. The key itself cannot.
  @Test(arguments: names) func noChangedKeyIsTaken(name: String) throws {
    let vector = try #require(PublishedVector.named(name))
    let object = vector.made.attestation
    let attested = try #require(try vector.attested())
    let key = try #require(object.firstRange(of: attested.publicKey.bytes))
    for place in object.indices {
      #expect(failure { try AttestationObject(Array(object[..<place])) } != nil, "cut off at \(place)")
      for flip in Self.flips {
        var changed = object
        changed[place] ^= flip
        guard let read = try? AttestationObject(changed).authenticatorData else { continue }
        guard key.contains(place) else { continue }
        // Bytes of a modulus or of Ed25519 may be another key, which verifies nothing of the first one's.
        let other = try #require(read.attested).publicKey
        let signed = vector.used.authenticator + (try ClientData(vector.used.client)).hash
        #expect(other != attested.publicKey && !other.isValid(vector.used.signature, of: signed), "at \(place)")
        #expect(!name.contains("es256"), "a point that is not on the curve, at \(place)")
      }
    }
  }

  @Test func changedClientDataIsRefusedWhenAKeyIsMade() throws {
    let party = try #require(RelyingParty(url: "https://hikae.example.jp"))
    var key = try SoftwareKey(at: party.origin)
    let challenge = [UInt8](repeating: 7, count: 32)
    let user = PasskeyQuestion.User(handle: [1, 2, 3], login: "a", name: "")
    let made = key.make(PasskeyQuestion.creation(for: user, at: party, challenge: challenge, except: []))
    #expect(try made.answer().verified(at: party, challenge: challenge).credential == key.credential)
    for place in made.client.indices {
      for flip in Self.flips {
        var changed = made
        changed.client[place] ^= flip
        let isBelieved = (try? changed.answer().verified(at: party, challenge: challenge)) != nil
        // Names of members that are left out when they are false.
        let isName = (try? JSON(parsing: changed.client))?["crossOrigin"] == .null
        #expect(!isBelieved || isName, "changed at \(place)")
      }
    }
  }
}
