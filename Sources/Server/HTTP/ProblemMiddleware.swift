import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns every error into a `Problem`, ends connections whose bodies were not read to their end, counts, and writes one
/// line a request: method, route, status, milliseconds, device. Nothing that a request brought along is in it.
struct ProblemMiddleware: RouterMiddleware {
  let metrics: Metrics
  let logger: Logger
  /// Kept open for so long after the answer, so that the client reads it before it meets the closed door.
  let linger: TimeAmount = .seconds(2)

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      let problem = Self.problem(of: error)
      if problem.code == .internal {
        logger.error("request failed", metadata: ["error": "\(type(of: error))", "route": Self.route(context)])
      }
      context.outcome.problem = problem.code.rawValue
      response = problem.response
    }
    if Self.hasBody(request), !context.outcome.isBodyRead {
      // The library would read the rest, however long and however slow.
      response.headers[.connection] = "close"
      let channel = context.channel
      channel.eventLoop.scheduleTask(in: linger) { channel.close(promise: nil) }
    }
    for (name, value) in Self.safety where response.headers[name] == nil { response.headers[name] = value }
    record(request, context, response.status, since: start)
    return response
  }

  private static func hasBody(_ request: Request) -> Bool {
    request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
  }

  private static let safety: [(HTTPField.Name, String)] = [
    (.xContentTypeOptions, "nosniff"), (.strictTransportSecurity, "max-age=31536000"),
  ]

  static func problem(of error: any Error) -> Problem {
    switch error {
    case let problem as Problem: problem
    case let error as any HTTPResponseError:
      switch error.status {
      case .notFound: Problem(.notFound)
      case .methodNotAllowed: Problem(.methodNotAllowed)
      case .contentTooLarge: Problem(.tooLarge)
      case let status where (400..<500).contains(status.code): Problem(.malformed)
      default: Problem(.internal)
      }
    default: Problem(.internal)
    }
  }

  private static func route(_ context: ServerContext) -> Logger.MetadataValue {
    .string(context.endpointPath ?? "none")
  }

  private func record(
    _ request: Request, _ context: ServerContext, _ status: HTTPResponse.Status, since start: ContinuousClock.Instant
  ) {
    let route = context.endpointPath ?? "none"
    metrics.add(.requests, labels: ["route": route, "status": String(status.code)])
    var metadata: Logger.Metadata = [
      "method": .string(Self.methods.contains(request.method) ? request.method.rawValue : "other"),
      "route": .string(route), "status": .stringConvertible(status.code),
      "ms": .stringConvertible((ContinuousClock.now - start) / .milliseconds(1)),
    ]
    if let device = context.outcome.device { metadata["device"] = .string(device) }
    if let problem = context.outcome.problem { metadata["code"] = .string(problem) }
    logger.info("request", metadata: metadata)
  }

  private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .options]
}
