import AsyncHTTPClient
import NIOCore
import TransparencyLog

/// A witness somewhere else that this log asks to cosign: C2SP tlog-witness, over HTTP.
package struct WitnessPeer: Sendable {
  package let key: VerifierKey
  /// Ends without a slash.
  private let url: String
  private let client: HTTPClient
  private let timeout: TimeAmount

  /// An answer is some cosignature lines, or a reason.
  private static let largestAnswer = 16 << 10

  package enum Outcome: Sendable {
    case cosigned([SignedNote.Line], time: Int)
    case refused(LogFailure, witnessSize: Int?)
  }

  /// - Parameter timeout: for each request, from the connection to the last byte.
  package init(key: VerifierKey, url: String, client: HTTPClient = .shared, timeout: TimeAmount = .seconds(10)) {
    self.key = key
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.client = client
    self.timeout = timeout
  }

  /// - Throws: when the witness cannot be reached, or does not answer in time.
  func talk(
    about checkpoint: SignedCheckpoint, believedSize: Int, tiles: any TileStore
  ) async throws -> Outcome {
    var conversation = WitnessConversation(checkpoint: checkpoint, witness: key) { (old, new) throws(LogFailure) in
      try TileReader(store: tiles, size: new).proofs.consistency(from: old, to: new)
    }
    var step = conversation.begin(witnessSize: believedSize)
    while true {
      switch step {
      case .cosigned(let lines, let time): return .cosigned(lines, time: time)
      case .refused(let failure, let size): return .refused(failure, witnessSize: size)
      case .send(let body): step = conversation.receive(try await post(body))
      }
    }
  }

  private func post(_ body: [UInt8]) async throws -> WitnessResponse {
    var request = HTTPClientRequest(url: url + "/add-checkpoint")
    request.method = .POST
    request.body = .bytes(ByteBuffer(bytes: body))
    let response = try await client.execute(request, timeout: timeout)
    let answer = try await response.body.collect(upTo: Self.largestAnswer)
    return WitnessResponse(
      status: Int(response.status.code), contentType: response.headers.first(name: "content-type") ?? "",
      body: Array(answer.readableBytesView))
  }
}
