import CanonicalForms
import Contents
import Cryptography
import Custody
import Glibc
import HikaeCommands
import Observations
import Storage
import TestDatabases
import Testing

/// Batches that somebody carried: from the folder that an agent wrote to into the record.
@Suite struct ImportBatchesTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  private func enrolled(_ key: Ed25519PrivateKey) throws -> Int {
    let custody = try Custody(
      folder: DataFolder(workplace.data), database: workplace.database.postgresURL, beside: InstallationParts.all)
    let token = SHA256Digest(hashing: Array("token".utf8))
    let end = Moment(milliseconds: Moment.now.milliseconds + 3_600_000)
    try custody.openEnrolment(of: "PC-1", tokenHash: token, expires: end)
    return try custody.enrol(
      tokenHash: token, signingKey: key.publicKey.bytes, label: "", serial: "1", notAfter: end
    ).epoch
  }

  private func batches(_ epoch: Int, _ key: Ed25519PrivateKey) throws -> [[UInt8]] {
    var chain = RecordChain.start
    let boot = try #require(BootID([UInt8](repeating: 7, count: 16)))
    return try (0..<3).map { number in
      let records = (0..<4).map { record in
        let sequence = UInt64(number * 4 + record + 1)
        return Observation(
          sequence: sequence, time: .now, uptime: Int64(sequence),
          fact: .found(
            FoundFile(
              path: "/home/list \(sequence).zip", size: 10, modified: nil, changed: nil, fileID: sequence,
              what: .unread(.password))))
      }
      var batch = try #require(
        Batch(
          device: "PC-1", epoch: epoch, boot: boot, records: records, after: chain, sealed: .now, sealedUptime: 99))
      batch.signature = try key.sign(batch.signedBytes)
      chain = batch.after
      return batch.bytes
    }
  }

  @Test func whatIsCarriedIsTakenDownAndTheRestIsNamed() throws {
    try workplace.register()
    let key = try Ed25519PrivateKey()
    let epoch = try enrolled(key)
    let batches = try batches(epoch, key)
    for (number, batch) in batches.enumerated() { try workplace.write("carried/\(number).batch", batch) }
    var forged = batches[1]
    forged[forged.count / 2] ^= 1
    try workplace.write("carried/8-forged.batch", forged)
    try workplace.write("carried/9-cut.batch", Array(batches[2].prefix(50)))
    try workplace.write("carried/notes.txt", Array("not a batch".utf8))
    let folder = workplace.files + "/carried"
    let finished = try workplace.run("import", "batches", folder)
    #expect(finished.status == 1, "\(finished.errors)")
    #expect(finished.text.contains("8-forged.batch"))
    #expect(finished.text.contains("9-cut.batch"))
    #expect(!finished.text.contains("notes.txt"))
    let drill = try workplace.run("drill", "PC-1", "--json").json()
    #expect(drill.first?["total"]["certain_files"] == 12, "\(drill.first?["total"].canonicalText ?? "")")
    // Again, from the other end: nothing changes.
    unlink(folder + "/8-forged.batch")
    unlink(folder + "/9-cut.batch")
    let again = try workplace.run("import", "batches", folder + "/2.batch", folder)
    #expect(again.status == 0, "\(again.text) \(again.errors)")
    #expect(try workplace.run("rebuild").status == 0)
  }

  @Test func aFolderThatIsNotThereIsAFailure() throws {
    try workplace.register()
    #expect(try workplace.run("import", "batches", "/no/such/folder").status == 3)
    #expect(try workplace.run("import", "batches").status == 2)
  }
}
