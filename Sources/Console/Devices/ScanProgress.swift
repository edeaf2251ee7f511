import CanonicalForms
import Custody
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Console {
  /// A scan that is under way, as server-sent events: one a second with the number of files so far, one at the end. The page
  /// shows the same number without scripts, as of when it was loaded.
  func progressOfScan(_ visit: Visit) async throws -> Response {
    let device = try await device(visit)
    let (custody, work, clock) = (custody, work, clock)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        var last: JSON?
        // A browser opens it again when it ends; an hour is longer than anybody looks.
        for _ in 0..<3_600 {
          let trail = try await work { try custody.evidenceTrail(of: device.id, at: clock(), limit: 1) }
          let scan = trail.scans.first
          let event: JSON = [
            "files": JSON(scan?.files ?? 0), "done": JSON(scan?.isComplete ?? true),
          ]
          if event != last {
            try await writer.write(ByteBuffer(string: "data: \(event.canonicalText)\n\n"))
            last = event
          } else {
            // Tells whether anybody is still there.
            try await writer.write(ByteBuffer(string: ":\n\n"))
          }
          if scan?.isComplete ?? true || Task.isShuttingDownGracefully { break }
          try await Task.sleep(for: .seconds(1))
        }
        try await writer.finish(nil)
      })
  }
}
