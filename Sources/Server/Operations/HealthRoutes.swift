import HTTPTypes
import Hummingbird

/// `/healthz`: the process lives. `/readyz`: it can take batches. `/metrics`: figures for Prometheus.
struct HealthRoutes: Sendable {
  let gate: IngestGate
  let work: BlockingWork
  let metrics: Metrics
  let budget: ByteBudget
  let queue: CommitQueue
  /// Nil where there is no log.
  let log: LogHealth?
  /// Without one, figures are shown to this machine alone.
  let metricsToken: [UInt8]?

  func add(to router: Router<ServerContext>) {
    router.get("/healthz") { _, _ in Response.text("ok\n") }
    router.get("/readyz") { _, _ in
      do {
        try await work { try gate.reach() }
      } catch {
        throw Problem(.notReady, retryAfter: 5)
      }
      // Batches are taken all the same, so that it is ready; but whoever watches over it should see.
      return Response.text("ready\n" + (log?.text ?? ""))
    }
  }

  func addMetrics(to router: Router<ServerContext>) {
    router.get("/metrics") { request, context in
      try authorise(request, context)
      metrics.set(.bodyBytes, Double(budget.inUse))
      metrics.set(.queueLoad, await queue.load)
      return Response.text(metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
    }
  }

  private func authorise(_ request: Request, _ context: ServerContext) throws {
    if let metricsToken {
      let given = Array((request.headers[.authorization] ?? "").utf8)
      guard Self.isEqual(given, Array("Bearer ".utf8) + metricsToken) else { throw Problem(.forbidden) }
      return
    }
    // What a proxy on this machine passes on does not come from this machine.
    let isForwarded = request.headers.contains { field in
      let name = field.name.canonicalName
      return name == "forwarded" || name == "via" || name.hasPrefix("x-forwarded-")
    }
    guard !isForwarded, context.peerAddress.isEmpty || IPAddress.isLoopback(context.peerAddress) else {
      throw Problem(.forbidden)
    }
  }

  /// Takes as long whatever is equal.
  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
