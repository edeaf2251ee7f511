import CanonicalForms
import Cryptography
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Storage
import TransparencyLog

/// A witness for a second party, as `hikae witness` runs it: `POST /add-checkpoint` and
/// `GET /<hex of the SHA-256 of an origin>/checkpoint`. C2SP tlog-witness.
package struct WitnessSite: Sendable {
  private let witness: Witness
  private let work: BlockingWork
  private let strangers: Turnstile
  private let evidence: EvidenceFolder
  private let logger: Logger

  /// - Parameter folder: of the state; keeps contradicting checkpoints as evidence.
  package init(witness: Witness, folder: String, work: BlockingWork = BlockingWork(), logger: Logger) {
    self.witness = witness
    self.work = work
    strangers = Turnstile(rate: TokenBucket.Rate(capacity: 60, perSecond: 5), mostInside: 4)
    evidence = EvidenceFolder(folder)
    self.logger = logger
  }

  package func router(metrics: Metrics) -> Router<ServerContext> {
    let router = Router(context: ServerContext.self)
    router.add(middleware: ProblemMiddleware(metrics: metrics, logger: logger))
    let bodies = BodyReader(budget: ByteBudget(limit: 16 << 20))
    router.post("/add-checkpoint") { request, context in
      try await strangers.pass(context.peerAddress) {
        try await bodies.withBody(of: request, atMost: WitnessRequest.maximumSize, context) { body in
          try await add(body)
        }
      }
    }
    router.get("/:origin/checkpoint") { _, context in
      let path = (context.parameters.get("origin") ?? "") + "/checkpoint"
      guard let resource = try await work({ try witness.resource(at: path) }) else { throw Problem(.notFound) }
      return resource.response
    }
    router.get("/healthz") { _, _ in Response.text("ok\n") }
    return router
  }

  private func add(_ body: [UInt8]) async throws -> Response {
    let response = try await work {
      try witness.addCheckpoint(body, time: Int(Moment.now.seconds)) { checkpoint in
        logger.critical(
          "a log showed another history", metadata: ["origin": .string(checkpoint.checkpoint.origin)])
        evidence.keep(checkpoint.bytes)
      }
    }
    return Response(
      status: HTTPResponse.Status(code: response.status), headers: [.contentType: response.contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
  }
}

/// Checkpoints that contradict what was cosigned: with the cosigned one beside them, proof against the log.
struct EvidenceFolder: Sendable {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  /// Keeps one; the same one once. A witness that cannot keep it still refuses.
  func keep(_ checkpoint: [UInt8]) {
    let name = SHA256Digest(hashing: checkpoint).description
    try? SecretFile.create(at: "\(folder)/evidence-\(name).checkpoint", checkpoint, what: "the evidence")
  }
}

/// The key of a witness, in a file of its own.
package enum WitnessKeyFile {
  private static let what = "the witness's key"

  /// Reads the key, or makes one.
  /// - Parameter name: of the witness; needed where there is no key yet, else it must be the same.
  package static func open(at path: String, name: String?) throws -> NoteSigner {
    guard SecretFile.exists(path) else {
      guard let name else { throw LogFailure(.missing, "the witness has no key yet: give its name") }
      let signer = try NoteSigner(name: name, kind: .cosignature, privateKey: Ed25519PrivateKey())
      try signer.withSecret { try SecretFile.create(at: path, $0 + [0x0A], what: what) }
      return signer
    }
    var line = try SecretFile.read(at: path, atMost: 4096, what: what)
    defer { Ed25519PrivateKey.wipe(&line) }
    if line.last == 0x0A { line.removeLast() }
    let signer = try NoteSigner(parsing: line)
    guard name == nil || name == signer.key.name else {
      throw LogFailure(.signature, "the witness's key is of \(signer.key.name)")
    }
    return signer
  }
}
