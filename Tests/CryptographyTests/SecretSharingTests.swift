import Testing

@testable import Cryptography

/// Shamir's secret sharing over GF(2^8).
@Suite struct SecretSharingTests {
  /// A seeded generator: splitmix64.
  struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
  }

  /// FIPS 197, 4.2 and 4.2.1, and the example of 5.1.1: {53} and {CA} are each other's inverse.
  @Test func theFieldIsThatOfAES() {
    #expect(SecretSharing.multiply(0x57, 0x83) == 0xc1 && SecretSharing.multiply(0x57, 0x13) == 0xfe)
    #expect(SecretSharing.inverse(0x53) == 0xca && SecretSharing.inverse(0) == 0)
    for a in UInt8.min...UInt8.max {
      #expect(SecretSharing.multiply(a, 1) == a && SecretSharing.multiply(0, a) == 0)
      if a != 0 { #expect(SecretSharing.multiply(a, SecretSharing.inverse(a)) == 1) }
      // Shifting and reducing, as one would by hand.
      for b in UInt8.min...UInt8.max {
        var (product, factor) = (UInt16(0), UInt16(a))
        for bit in 0..<8 {
          if b >> bit & 1 == 1 { product ^= factor }
          factor <<= 1
          if factor & 0x100 != 0 { factor ^= 0x11b }
        }
        guard SecretSharing.multiply(a, b) != UInt8(product) else { continue }
        Issue.record("\(a) times \(b)")
      }
    }
  }

  /// Published with codahale/shamir (Apache 2.0), whose field and places are the same: values at 0 through three points each.
  @Test(
    arguments: [
      ([(1, 1), (2, 2), (3, 3)], 0), ([(1, 80), (2, 90), (3, 20)], 30), ([(1, 43), (2, 22), (3, 86)], 107),
    ] as [([(UInt8, UInt8)], UInt8)])
  func valuesAtZero(points: [(UInt8, UInt8)], value: UInt8) {
    #expect(SecretSharing.combine(points.map { .init(number: $0.0, bytes: [$0.1]) }) == [value])
  }

  @Test func anyAsManyAsAreNeededRestore() throws {
    var random = Seeded(state: 17)
    for (needed, count) in [(2, 2), (2, 3), (3, 5), (5, 5), (4, 9), (9, 16)] {
      let secret = random.bytes(32)
      let shares = try #require(SecretSharing.split(secret, into: count, needing: needed))
      #expect(shares.map(\.number) == Array(1...UInt8(count)))
      for _ in 0..<20 {
        let some = Array(shares.shuffled(using: &random).prefix(needed))
        #expect(SecretSharing.combine(some) == secret)
        #expect(SecretSharing.combine(Array(some.dropLast())) != secret)
      }
      #expect(SecretSharing.combine(shares) == secret, "more than are needed")
    }
    let many = try #require(SecretSharing.split([7, 0, 255], into: 255, needing: 255))
    #expect(SecretSharing.combine(many) == [7, 0, 255])
  }

  /// For two shares of three and each value that the secret could have, there is exactly one third point, so one polynomial,
  /// that agrees: nothing prefers one.
  @Test func fewerSayNothing() throws {
    let shares = try #require(SecretSharing.split([0xA5], into: 5, needing: 3))
    let known = [shares[1], shares[4]]
    var values: [UInt8: Int] = [:]
    for third in UInt8.min...UInt8.max {
      let secret = try #require(SecretSharing.combine(known + [.init(number: 1, bytes: [third])])?.first)
      values[secret, default: 0] += 1
    }
    #expect(values.count == 256 && values.values.allSatisfy { $0 == 1 })
    // The same by the polynomials: over all coefficients each share takes every value equally often, whatever the secret.
    for secret: UInt8 in [0, 1, 0xA5, 0xFF] {
      var seen: [UInt8: Int] = [:]
      for coefficient in UInt8.min...UInt8.max {
        let made = try #require(
          SecretSharing.split([secret], into: 2, needing: 2) { [UInt8](repeating: coefficient, count: $0) })
        seen[made[1].bytes[0], default: 0] += 1
      }
      #expect(seen.count == 256 && seen.values.allSatisfy { $0 == 1 })
    }
  }

  /// A share that was changed, or is of another secret, never gives the secret: that is why each has a digest beside it.
  @Test func aWrongShareGivesSomethingElse() throws {
    var random = Seeded(state: 4)
    let secret = random.bytes(32)
    let shares = try #require(SecretSharing.split(secret, into: 4, needing: 3))
    let others = try #require(SecretSharing.split(secret, into: 4, needing: 3))
    #expect(SecretSharing.combine([shares[0], shares[1], others[2]]) != secret)
    for place in 0..<32 {
      var bytes = shares[0].bytes
      bytes[place] ^= UInt8.random(in: 1...255, using: &random)
      let restored = try #require(
        SecretSharing.combine([.init(number: 1, bytes: bytes), shares[1], shares[3]]))
      #expect(restored != secret)
      #expect(zip(restored, secret).count { $0 != $1 } == 1, "one byte alone is another")
    }
  }

  @Test func whatCannotBeIsRefused() {
    let one = SecretSharing.Share(number: 1, bytes: [1, 2])
    #expect(SecretSharing.combine([]) == nil)
    #expect(SecretSharing.combine([one, one]) == nil)
    #expect(SecretSharing.combine([one, .init(number: 2, bytes: [1])]) == nil)
    #expect(SecretSharing.combine([one, .init(number: 0, bytes: [1, 2])]) == nil)
    #expect(SecretSharing.combine([.init(number: 1, bytes: [])]) == nil)
    #expect(SecretSharing.split([], into: 3, needing: 2) == nil)
    for (count, needed) in [(1, 1), (3, 1), (2, 3), (256, 2), (0, 0), (-1, 2)] {
      #expect(SecretSharing.split([1], into: count, needing: needed) == nil)
    }
    #expect(SecretSharing.split([1, 2], into: 3, needing: 2, random: { _ in nil }) == nil)
    #expect(SecretSharing.split([1, 2], into: 3, needing: 2, random: { _ in [1] }) == nil)
  }
}
