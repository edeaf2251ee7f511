import Cryptography
import Testing

@testable import TransparencyLog

@Suite struct CheckpointTests {
  @Test func roundTrip() throws {
    let log = try TestLog(size: 5)
    let signed = try log.checkpoint()
    #expect(try SignedCheckpoint(parsing: signed.bytes, signedBy: log.key) == signed)
    #expect(signed.checkpoint.text == bytes("log.example/test\n5\n" + StrictBase64.encode(log.root().bytes) + "\n"))
    let more = Checkpoint(origin: "o", size: 0, root: MerkleHash.empty, extensions: ["x", "y z"])
    #expect(try Checkpoint(parsing: more.text) == more)
  }

  static let hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

  @Test(arguments: [
    "", "o\n", "o\n1\n", "o\n1\n\(hash)", "\n1\n\(hash)\n", "o\n01\n\(hash)\n", "o\n-1\n\(hash)\n", "o\n\n\(hash)\n",
    "o\n1\n\(hash)\n\n", "o\n1\n\(hash)\n\nx\n", "o\n1\n\(hash)x\n", "o\n1\n47DE\n",
    "o\n9223372036854775808\n\(hash)\n",
    "o\r\n1\n\(hash)\n", "o\n1 \n\(hash)\n", "o\n1\n \(hash)\n", "o\n1\n\(hash)\nx",
    "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
  ])
  func malformedCheckpointsAreRefused(text: String) {
    #expect(throws: LogFailure(.malformed, "")) { try Checkpoint(parsing: bytes(text)) }
  }

  @Test func theSignerMustBeTheOrigin() throws {
    let (one, two) = (try TestLog.signer("one.example"), try TestLog.signer("two.example"))
    let body = Checkpoint(origin: "one.example", size: 0, root: MerkleHash.empty)
    let foreign = SignedNote(text: body.text, lines: [try two.sign(body.text)])
    for keys in [[one.key], [two.key], [one.key, two.key]] {
      #expect(throws: LogFailure(.signature, "")) { try SignedCheckpoint(parsing: foreign.bytes).verify(by: keys) }
    }
    let both = foreign.adding([try one.sign(body.text)])
    #expect(try SignedCheckpoint(parsing: both.bytes).verify(by: [two.key, one.key]) == one.key)
  }

  @Test func aWitnessCannotSignForALog() throws {
    let witness = try TestLog.signer("one.example", kind: .cosignature)
    let checkpoint = Checkpoint(origin: "one.example", size: 0, root: MerkleHash.empty)
    #expect(throws: LogFailure(.signature, "")) { try witness.sign(checkpoint.text) }
    let note = SignedNote(text: checkpoint.text, lines: [try witness.cosign(checkpoint, time: 1)])
    #expect(throws: LogFailure(.signature, "")) { try SignedCheckpoint(parsing: note.bytes).verify(by: [witness.key]) }
  }

  @Test func cosignaturesStateTheirTime() throws {
    let log = try TestLog(size: 3)
    let witness = try TestLog.signer("w.example", kind: .cosignature)
    let line = try witness.cosign(log.checkpoint().checkpoint, time: 1_679_315_147)
    let signed = try log.checkpoint().adding([line])
    #expect(try signed.note.signatures(by: [witness.key]).map(\.time) == [1_679_315_147])
    #expect(line.signature.prefix(8) == [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB])
    // What is signed, byte by byte.
    let message = bytes("cosignature/v1\ntime 1679315147\n") + signed.checkpoint.text
    #expect(witness.key.publicKey.isValid(line.signature.dropFirst(8), of: message))
    var moved = line.signature
    moved[7] ^= 1
    let wrong = try log.checkpoint().adding([.init(name: line.name, keyID: line.keyID, signature: moved)])
    #expect(throws: LogFailure(.signature, "")) { try wrong.note.signatures(by: [witness.key]) }
    #expect(throws: LogFailure(.signature, "")) { try witness.cosign(signed.checkpoint, time: 0) }
  }

  @Test func proofFiles() throws {
    let log = try TestLog(size: 700)
    for (index, extra) in [(0, nil), (699, []), (256, [1, 2, 3])] as [(Int, [UInt8]?)] {
      let proof = try log.reader.proofs.inclusion(of: index, in: 700)
      let file = ProofFile(extra: extra, proof: proof, checkpoint: try log.checkpoint())
      let read = try ProofFile(parsing: file.bytes)
      #expect(read == file)
      try read.inclusion.verify(MerkleHash.leaf(log.entries[index]), root: read.checkpoint.checkpoint.root)
      for length in 0..<file.bytes.count {
        #expect((try? ProofFile(parsing: file.bytes.prefix(length))) != file)
      }
    }
    #expect(throws: LogFailure(.tooLarge, "")) { try ProofFile(parsing: [UInt8](repeating: 0, count: 1 << 21)) }
  }

  @Test(arguments: [
    ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"), ("\nindex 3\n", "\nindex 03\n"),
    ("\nindex 3\n", "\nindex  3\n"),
    ("\nindex 3\n", "\nIndex 3\n"), ("\nindex 3\n", "\nindex 3\nextra AAAA\n"), ("\nindex 3\n", "\n\nindex 3\n"),
    ("extra AQID\n", "extra AQI\n"), ("extra AQID\n", "extra AQID\nextra AQID\n"), ("extra AQID\n", "extra\n"),
  ])
  func otherFormsOfProofFilesAreRefused(old: String, new: String) throws {
    let log = try TestLog(size: 5)
    let file = ProofFile(
      extra: [1, 2, 3], proof: try log.reader.proofs.inclusion(of: 3, in: 5), checkpoint: try log.checkpoint())
    let text = String(decoding: file.bytes, as: UTF8.self)
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    #expect(changed != text)
    #expect(throws: LogFailure(.malformed, "")) { try ProofFile(parsing: bytes(changed)) }
  }
}
