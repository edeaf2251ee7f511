import Cryptography
import HTTPTypes
import Hummingbird
import NIOCore

/// `POST /agent/v1/disks`: what a device says of its disks in, what is wanted of them out. docs/formats/disks.md.
struct DiskRoutes: Sendable {
  let gate: DiskGate
  let devices: DeviceDoor
  let bodies: BodyReader
  let work: BlockingWork
  let metrics: Metrics

  func add(to router: Router<ServerContext>) {
    router.post("/agent/v1/disks") { request, context in
      try await devices.withDevice(context) { certificate in
        guard request.headers[.contentType] == gate.requestType else { throw Problem(.mediaType) }
        return try await bodies.withBody(of: request, atMost: gate.longest, context) { bytes in
          try await hear(bytes, from: certificate)
        }
      }
    }
  }

  private func hear(_ bytes: [UInt8], from certificate: PeerCertificate) async throws -> Response {
    let arrival = DiskGate.Arrival(
      device: certificate.identity.device, certificate: certificate.serial.description, bytes: bytes, at: .now)
    do {
      var answer = try await work { [gate] in try gate.hear(arrival) }
      // It may hold a key. What goes to the device is a copy of the HTTP library's.
      defer { Ed25519PrivateKey.wipe(&answer) }
      metrics.add(.diskReports, labels: ["outcome": "heard"])
      return Response(
        status: .ok, headers: [.contentType: gate.answerType, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
    } catch let problem as Problem {
      metrics.add(.diskReports, labels: ["outcome": problem.code.rawValue])
      throw problem
    }
  }
}
