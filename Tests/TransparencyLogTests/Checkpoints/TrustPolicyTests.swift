import Cryptography
import Testing

@testable import TransparencyLog

@Suite struct TrustPolicyTests {
  private let log = (try? TestLog(size: 3))
  private let witnesses = (1...4).compactMap { try? TestLog.signer("w\($0).example", kind: .cosignature) }

  private func policy(_ rest: String) throws -> TrustPolicy {
    let lines =
      ["# who is believed", "", "log \(try #require(log).key) https://log.example/"]
      + witnesses.enumerated().map { "\twitness w\($0 + 1)  \($1.key)" }
    return try TrustPolicy(parsing: bytes(lines.joined(separator: "\n") + "\n" + rest))
  }

  private func checkpoint(cosignedBy numbers: [Int]) throws -> SignedCheckpoint {
    let checkpoint = try #require(log).checkpoint()
    return checkpoint.adding(try numbers.map { try witnesses[$0 - 1].cosign(checkpoint.checkpoint, time: 100 + $0) })
  }

  @Test(
    arguments: [
      ("quorum none\n", [], true), ("quorum w1\n", [1], true), ("quorum w1\n", [2, 3], false),
      ("group g 2 w1 w2 w3\nquorum g\n", [1, 3], true), ("group g 2 w1 w2 w3\nquorum g\n", [1, 4], false),
      ("group g any w1 w2\nquorum g\n", [2], true), ("group g all w1 w2\nquorum g\n", [2], false),
      ("group x 2 w1 w2\ngroup y any w3 w4\ngroup b all x y\nquorum b\n", [1, 2, 4], true),
      ("group x 2 w1 w2\ngroup y any w3 w4\ngroup b all x y\nquorum b\n", [1, 3, 4], false),
      ("group x 2 w1 w2\ngroup y any w3 w4\ngroup b all x y\nquorum b\n", [], false),
    ] as [(String, [Int], Bool)])
  func quorums(rest: String, cosigned: [Int], holds: Bool) throws {
    let policy = try policy(rest)
    let checkpoint = try checkpoint(cosignedBy: cosigned)
    if holds {
      #expect(try policy.verify(checkpoint).witnesses.map(\.name) == cosigned.map { "w\($0)" })
    } else {
      #expect(throws: LogFailure(.quorum, "")) { try policy.verify(checkpoint) }
    }
  }

  @Test func oneWitnessCountsOnce() throws {
    let twice = try checkpoint(cosignedBy: [1]).adding([
      witnesses[0].cosign(try #require(log).checkpoint().checkpoint, time: 999)
    ])
    #expect(throws: LogFailure(.quorum, "")) { try policy("group g 2 w1 w2\nquorum g\n").verify(twice) }
  }

  @Test func aFalseCosignatureRefusesTheCheckpoint() throws {
    let other = try TestLog(size: 4).checkpoint().checkpoint
    let signed = try checkpoint(cosignedBy: [2]).adding([try witnesses[0].cosign(other, time: 5)])
    #expect(throws: LogFailure(.signature, "")) { try policy("quorum w2\n").verify(signed) }
  }

  @Test func anUnknownLogIsRefused() throws {
    let other = try TestLog(size: 3, name: "other.example")
    #expect(throws: LogFailure(.signature, "")) { try policy("quorum none\n").verify(try other.checkpoint()) }
  }

  @Test(arguments: [
    "", "quorum none", "quorum none\nquorum none\n", "quorum w9\n", "quorum\n", "quorum none w1\n",
    "nonsense\nquorum none\n",
    "group g 0 w1\nquorum g\n", "group g 2 w1\nquorum g\n", "group g 01 w1\nquorum g\n", "group g 1\nquorum none\n",
    "group g any w9\nquorum none\n", "group g any w1 w1\nquorum none\n", "group w1 any w2\nquorum none\n",
    "group none any w2\nquorum none\n", "group g any none\nquorum none\n",
    "group a any w1\ngroup b any w1\nquorum none\n",
    "group a any b\ngroup b any w1\nquorum none\n", "quorum g\ngroup g any w1\n", "log nonsense\nquorum none\n",
    "witness w5 nonsense\nquorum none\n", "quorum none\r\n", "quorum none\u{7F}\n", "group g some w1\nquorum g\n",
  ])
  func malformedPoliciesAreRefused(rest: String) {
    #expect(throws: LogFailure(.malformed, "")) { try policy(rest) }
  }

  @Test func keysStandOnceAndInTheirPlace() throws {
    let log = try #require(log)
    for line in [
      "log \(log.key)", "witness x \(witnesses[0].key)", "log \(witnesses[0].key)", "witness x \(log.key)",
      "witness w1 \(try TestLog.signer("w9.example", kind: .cosignature).key)",
    ] {
      #expect(throws: LogFailure(.malformed, "")) { try policy(line + "\nquorum none\n") }
    }
  }
}
