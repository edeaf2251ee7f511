import CanonicalForms
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Observations
import TransparencyLog

/// `POST /agent/v1/proofs`: that what a device was given receipts for stands in the log. `POST /agent/v1/doubts`: what it holds
/// against the log. docs/formats/agent-api.md.
struct ReceiptRoutes: Sendable {
  static let largestBody = 16 << 10

  let gate: IngestGate
  let devices: DeviceDoor
  let bodies: BodyReader
  let tiles: any TileStore
  let work: BlockingWork
  let metrics: Metrics
  let logger: Logger

  func add(to router: Router<ServerContext>) {
    router.post("/agent/v1/proofs") { request, context in
      try await devices.withDevice(context) { certificate in
        try await bodies.withBody(of: request, atMost: Self.largestBody, context) { body in
          try await prove(body, to: certificate.identity)
        }
      }
    }
    router.post("/agent/v1/doubts") { request, context in
      try await devices.withDevice(context) { certificate in
        try await bodies.withBody(of: request, atMost: Self.largestBody, context) { body in
          try await hear(body, from: certificate.identity)
        }
      }
    }
  }

  private func prove(_ body: [UInt8], to device: DeviceIdentity) async throws -> Response {
    guard let question = ReceiptQuestion(try EnrolmentRoutes.json(body)) else {
      throw Problem(.malformed, detail: "size and entries, of which there are at most 64, are expected")
    }
    let proofs = try await work { [gate, tiles] in
      try Self.proofs(question, opened: try gate.open(device.device, question.entries), tiles: tiles)
    }
    metrics.add(.receiptProofs, Double(proofs.count), labels: ["outcome": "given"])
    let lacking = question.entries.count - proofs.count
    if lacking > 0 { metrics.add(.receiptProofs, Double(lacking), labels: ["outcome": "lacking"]) }
    return EnrolmentRoutes.response(ReceiptProof.answer(proofs))
  }

  /// The proofs for a tree of the size that the device holds, whatever size the log has by now. A server that is behind the
  /// one that the device talked to before has none yet.
  static func proofs(
    _ question: ReceiptQuestion, opened: [IngestGate.OpenedEntry], tiles: any TileStore
  ) throws -> [ReceiptProof] {
    guard let bytes = try tiles.read(.checkpoint) else { return [] }
    let size = try SignedCheckpoint(parsing: bytes).checkpoint.size
    guard question.size <= size else { return [] }
    // Of the present size: partial tiles of former ones are removed, and their nodes are in those that came after.
    let reader = TileReader(store: tiles, size: size)
    do throws(LogFailure) {
      var proofs: [ReceiptProof] = []
      for opened in opened where opened.entry >= 1 && opened.entry <= Int64(question.size) {
        let inclusion = try reader.proofs.inclusion(of: Int(opened.entry) - 1, in: question.size)
        proofs.append(
          ReceiptProof(
            entry: opened.entry, salt: opened.salt, entryBytes: opened.entryBytes, hashes: inclusion.hashes))
      }
      return proofs
    } catch {
      // A tile that was replaced by a larger one just now; the device asks again.
      guard error.code == .missing else { throw error }
      return []
    }
  }

  /// Loud on every side: in the journal, whose entries other servers and auditors see, in the log of this server, in figures.
  private func hear(_ body: [UInt8], from device: DeviceIdentity) async throws -> Response {
    guard let doubt = LogDoubt(try EnrolmentRoutes.json(body)) else {
      throw Problem(.malformed, detail: "code is expected, and entry where it is about one")
    }
    metrics.add(.logDoubts, labels: ["code": doubt.code.rawValue])
    logger.error(
      "a device holds something against the log",
      metadata: [
        "device": .string(device.device), "code": .string(doubt.code.rawValue),
        "entry": .string(doubt.entry.map { String($0) } ?? ""),
      ])
    try await work { [gate] in try gate.doubt(device, doubt, .now) }
    return EnrolmentRoutes.response(.object([:]))
  }
}
