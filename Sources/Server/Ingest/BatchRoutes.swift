import CanonicalForms
import HTTPTypes
import Hummingbird
import NIOCore
import Observations

/// `POST /agent/v1/batches`: a batch in, a receipt out, after the commit. docs/formats/agent-api.md.
struct BatchRoutes: Sendable {
  struct Limits: Sendable {
    /// Of a body, in bytes.
    var largestBody = Batch.largest
    /// Seconds between two reports of a device while there is little to do.
    var interval = 60
    /// Records that a device may send at a time.
    var mostRecords = 1_000
  }

  static let batchType = "application/vnd.hikae.batch"
  static let receiptType = "application/vnd.hikae.receipt"

  let devices: DeviceDoor
  let bodies: BodyReader
  let check: @Sendable (IngestGate.Arrival) throws -> IngestGate.Checked
  let work: BlockingWork
  let queue: CommitQueue
  let limits: Limits
  let metrics: Metrics
  /// The log's last checkpoint, cosigned where it is.
  let checkpoint: @Sendable () -> String

  func add(to router: Router<ServerContext>) {
    router.post("/agent/v1/batches") { request, context in try await receive(request, context) }
  }

  private func receive(_ request: Request, _ context: ServerContext) async throws -> Response {
    try await devices.withDevice(context) { certificate in
      guard request.headers[.contentType] == Self.batchType else { throw Problem(.mediaType) }
      return try await bodies.withBody(of: request, atMost: limits.largestBody, context) { bytes in
        try await accept(bytes, from: certificate.identity)
      }
    }
  }

  /// A device may bring what an earlier enrolment left behind, too, signed with the key of that one: it was away for
  /// longer than its certificate lasted, and what it saw meanwhile is evidence all the same.
  private func accept(_ bytes: [UInt8], from identity: DeviceIdentity) async throws -> Response {
    let batch: Batch
    do {
      batch = try Batch(from: bytes)
    } catch {
      metrics.add(.batches, labels: ["outcome": "malformed"])
      throw Problem(error.code == .tooLarge ? .tooLarge : .malformed, detail: error.description)
    }
    guard batch.device == identity.device, batch.epoch >= 1, batch.epoch <= identity.epoch else {
      metrics.add(.batches, labels: ["outcome": Problem.Code.deviceMismatch.rawValue])
      throw Problem(.deviceMismatch)
    }
    try await queue.admit()
    // Signatures beside each other, and beside the commit that is under way.
    let arrival = IngestGate.Arrival(batch: batch, receivedAt: .now)
    let checked = try await work { [check] in try check(arrival) }
    switch try await queue.submit(checked) {
    case .accepted(var receipt):
      metrics.add(.batches, labels: ["outcome": "accepted"])
      metrics.add(.records, Double(batch.lastSequence - batch.firstSequence + 1))
      metrics.add(.batchBytes, Double(bytes.count))
      receipt.checkpoint = checkpoint()
      receipt.nextSeconds = Pacing.nextSeconds(
        interval: limits.interval, load: await queue.load, jitter: .random(in: 0...1))
      receipt.mostRecords = limits.mostRecords
      return Response(
        status: .ok, headers: [.contentType: Self.receiptType, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: receipt.bytes)))
    case .conflict:
      metrics.add(.batches, labels: ["outcome": Problem.Code.sequenceUsed.rawValue])
      throw Problem(.sequenceUsed)
    case .refused(let code):
      metrics.add(.batches, labels: ["outcome": code.rawValue])
      throw Problem(code)
    }
  }
}
