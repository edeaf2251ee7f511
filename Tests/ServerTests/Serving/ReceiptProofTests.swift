import CanonicalForms
import Cryptography
import Custody
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Observations
import Storage
import Synchronization
import Testing
import TransparencyLog

@testable import Server

/// Devices are shown that what they sent is in the log, and are heard when it is not.
@Suite struct ReceiptProofTests {
  private static func address(_ path: String) -> String { "/agent/v1/" + path }

  private static func post(
    _ client: some TestClientProtocol, _ path: String, _ json: JSON
  ) async throws -> (status: HTTPResponse.Status, json: JSON) {
    try await client.execute(
      uri: address(path), method: .post, body: ByteBuffer(bytes: json.canonicalBytes)
    ) { response in
      (response.status, (try? JSON(parsing: Array(response.body.readableBytesView))) ?? .null)
    }
  }

  /// Entry 3 or so is a batch of one device, the next that of another; each asks with its own certificate.
  @Test func aDeviceIsShownItsOwnBatchesAndNoOthers() async throws {
    let site = try CertifiedSite()
    let (one, two) = (try site.enrol("PC-1"), try site.enrol("PC-2"))
    let (batch, other) = (try one.batch(), try two.batch())
    let (entry, foreign) = (try site.accept(batch), try site.accept(other))
    await site.keeper.publishOnce()
    let held = try site.checkpoint()
    // The log grows: what is asked about is the checkpoint that the device holds.
    let later = try site.accept(try one.batch(first: 5))
    await site.keeper.publishOnce()
    try await site.test(as: one) { client in
      let question = ReceiptQuestion(size: held.checkpoint.size, entries: [entry, foreign, 1, later, 999])
      let (status, json) = try await Self.post(client, "proofs", question.json)
      #expect(status == .ok)
      let proofs = ReceiptProof.list(json)
      #expect(proofs.map(\.entry) == [entry], "another device's, another kind, not in the tree, not there")
      let proof = try #require(proofs.first)
      let said = try #require(BatchEntry(entryBytes: proof.entryBytes))
      #expect(said.device == "PC-1" && said.first == 1 && said.epoch == 1)
      #expect(said.digest == SHA256Digest(hashing: batch.signedBytes))
      let inclusion = InclusionProof(index: Int(entry) - 1, size: held.checkpoint.size, hashes: proof.hashes)
      try inclusion.verify(MerkleHash.leaf(proof.commitment), root: held.checkpoint.root)
      // A server that is behind the one that signed what the device holds has nothing to say.
      let ahead = ReceiptQuestion(size: held.checkpoint.size + 100, entries: [entry])
      #expect(try await Self.post(client, "proofs", ahead.json).json["proofs"] == .array([]))
    }
    // Also when what was told of its contents was erased since.
    try site.custody.journal.erasePersonalParts(of: [entry], reason: "test", at: .now, by: "test")
    try await site.test(as: one) { client in
      let question = ReceiptQuestion(size: held.checkpoint.size, entries: [entry])
      let answer = try await Self.post(client, "proofs", question.json)
      #expect(ReceiptProof.list(answer.json).count == 1)
    }
  }

  @Test func otherQuestionsAreRefused() async throws {
    let site = try CertifiedSite()
    let device = try site.enrol("PC-1")
    try await site.test(as: device) { client in
      let many = JSON.array((1...65).map { .integer($0) })
      let questions: [JSON] = [
        [:], ["size": 5], ["size": -1, "entries": []], ["size": 5, "entries": [0]], ["size": 5, "entries": ["1"]],
        ["size": 5, "entries": many], .array([]),
      ]
      for question in questions {
        let answer = try await Self.post(client, "proofs", question)
        #expect(answer.status == .badRequest && answer.json["code"] == "malformed", "\(question)")
      }
      for doubt: JSON in [[:], ["code": "something_else"], ["code": "proof_wrong", "entry": 0]] {
        #expect(try await Self.post(client, "doubts", doubt).status == .badRequest, "\(doubt)")
      }
    }
    // Nobody without a certificate.
    try await site.test(as: nil) { client in
      for path in ["proofs", "doubts"] {
        let answer = try await Self.post(client, path, [:])
        #expect(answer.json["code"] == "certificate_required")
      }
    }
  }

  /// What a device holds against the log is an entry of the journal, and not one an hour.
  @Test func doubtsAreTakenDown() async throws {
    let site = try CertifiedSite()
    let device = try site.enrol("PC-1")
    try await site.test(as: device) { client in
      for doubt in [LogDoubt(.wrongProof, entry: 7), LogDoubt(.wrongProof, entry: 7), LogDoubt(.contradicted)] {
        let answer = try await Self.post(client, "doubts", doubt.json)
        #expect(answer.status == .ok)
      }
    }
    let told = try site.custody.doubts(of: "PC-1", since: Moment(milliseconds: 0))
    #expect(Set(told.map(\.doubt)) == [LogDoubt(.wrongProof, entry: 7), LogDoubt(.contradicted)])
    func entries() throws -> Int64? {
      try site.custody.store.read {
        try $0.first("SELECT COUNT(*) FROM journal WHERE kind = 'log.doubted'") { $0.integer(0) }
      }
    }
    #expect(try entries() == 2)
    let now = Moment.now
    try site.custody.record(
      LogDoubt(.contradicted), from: "PC-1", at: Moment(milliseconds: now.milliseconds + 86_500_000))
    #expect(try entries() == 3)
    #expect(try site.custody.doubts(of: "PC-1", since: now).map(\.doubt) == [LogDoubt(.contradicted)])
    #expect(site.metrics.text.contains("hikae_log_doubts_total{code=\"proof_wrong\"} 2"))
    #expect(site.log.text.contains("a device holds something against the log"))
  }

  /// A new device is told that it may expect proofs.
  @Test func enrolmentSaysThatThereAreProofs() async throws {
    let site = try CertifiedSite()
    let token = "a token of some length"
    try site.custody.register(Device(id: "PC-9"))
    try site.custody.openEnrolment(
      of: "PC-9", tokenHash: SHA256Digest(hashing: Array(token.utf8)),
      expires: Moment(milliseconds: Moment.now.milliseconds + 3_600_000))
    let device = try await EnrolledDevice(subject: "/CN=x")
    let request = try JSON(parsing: Array(try device.request(token: token).utf8))
    try await site.test(as: nil) { client in
      let (status, json) = try await Self.post(client, "enrol", request)
      #expect(status == .ok && json["proofs"] == true)
    }
  }
}
