import CanonicalForms
import Cryptography
import Custody
import Observations
import Server
import Storage
import TestDatabases
import Testing

/// Servers keep nothing of their own: what one was told another knows.
@Suite struct SeveralServersTests {
  @Test func twoServersOnOneRecordAnswerAlike() async throws {
    let scratch = try Scratch()
    let database = try TestDatabase()
    let folder = DataFolder(scratch.path + "/data")
    let custody = try Custody(folder: folder, database: database.postgresURL, creating: true)
    let token = "a token of some length"
    try custody.register(Device(id: "PC-1"))
    try custody.openEnrolment(
      of: "PC-1", tokenHash: SHA256Digest(hashing: Array(token.utf8)),
      expires: Moment(milliseconds: Moment.now.milliseconds + 3_600_000))
    let again = try Custody(folder: folder, database: database.postgresURL)
    let authority = try AuthorityFiles(folder: folder.path + "/keys").open(at: .now)
    let same = try AuthorityFiles(folder: folder.path + "/keys").open(at: .now)
    #expect(same.certificate == authority.certificate)
    try await RunningServer.with(authority: authority, gate: IngestGate(custody)) { one in
      try await RunningServer.with(authority: same, gate: IngestGate(again)) { other in
        let device = try await one.enrol(token: token)
        let batch = try device.batch("PC-1")
        let there = try await other.send(batch, as: device)
        let here = try await one.send(batch, as: device)
        #expect(there.status == 200)
        #expect(try Receipt(from: here.body).entry == Receipt(from: there.body).entry)
        let conflict = try await one.send(try device.batch("PC-1", path: "/another"), as: device)
        #expect(conflict.code == "sequence_used")
        // Enrolled anew at the other one, the former certificate is refused here.
        let next = "the next token of the device"
        try custody.openEnrolment(
          of: "PC-1", tokenHash: SHA256Digest(hashing: Array(next.utf8)),
          expires: Moment(milliseconds: Moment.now.milliseconds + 3_600_000))
        let new = try await other.enrol(token: next)
        #expect(new.epoch.withLock { $0 } == 2)
        #expect(try await one.send(try device.batch("PC-1", first: 2), as: device).code == "epoch_closed")
        // What was left of the former enrolment comes under the new certificate, signed by the former key.
        let left = try device.batch("PC-1", first: 9)
        #expect(try await one.send(left, as: new).status == 200)
        #expect(try await one.send(left, as: device).code == "epoch_closed")
        new.epoch.withLock { $0 = 3 }
        #expect(try await one.send(try new.batch("PC-1"), as: new).code == "device_mismatch")
        new.epoch.withLock { $0 = 2 }
        for certificate in try custody.certificates(of: "PC-1") {
          try custody.revokeCertificate(serial: certificate.serial, of: "PC-1", reason: "lost")
        }
        #expect(try await one.send(try new.batch("PC-1"), as: new).code == "certificate_revoked")
      }
    }
  }
}
