import HTTPTypes
import Hummingbird
import NIOCore
import TransparencyLog

/// `GET /log/checkpoint` and `/log/tile/…`: the transparency log as static resources, C2SP tlog-tiles.
struct LogRoutes: Sendable {
  let site: LogSite
  let work: BlockingWork

  func add(to router: Router<ServerContext>) {
    router.get("/log/**") { _, context in
      let path = context.parameters.getCatchAll().joined(separator: "/")
      guard path.utf8.count < 256, let resource = try await work({ try site.resource(at: path) }) else {
        throw Problem(.notFound)
      }
      return resource.response
    }
  }
}

extension LogSite.Resource {
  var response: Response {
    // Logs are read by programs in browsers, too, and hold nothing that is secret.
    let headers: HTTPFields = [
      .contentType: contentType, .cacheControl: cacheControl, .accessControlAllowOrigin: "*",
    ]
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
