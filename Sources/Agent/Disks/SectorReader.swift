import CanonicalForms
import Cryptography
import DiskEncryption

/// Reads the sectors that the server named, beneath the encryption and above it. Of what the system shows only SHA-256 leaves
/// this function.
struct SectorReader {
  /// How often a sector is read again that was written meanwhile.
  private static let mostTries = 5

  let mapping: OpenMapping
  let volume: LUKSVolume

  struct Unanswered: Error {
    let why: DiskStatement.Unanswered
  }

  func answer(_ question: SectorQuestion) throws(Unanswered) -> DiskStatement {
    guard question.volume == volume.uuid, question.sectorSize == volume.sectorSize else {
      throw Unanswered(why: .unreadable)
    }
    let raw: DirectFile
    let plain: DirectFile
    do {
      raw = try DirectFile(path: mapping.raw)
      plain = try DirectFile(path: mapping.plain)
    } catch {
      throw Unanswered(why: .closed)
    }
    var answers: [SectorChallenge.Answer] = []
    for sector in question.sectors { answers.append(try read(sector, raw, plain)) }
    let serial = plain.read(at: 0, count: 4096).flatMap { FileSystemHeader(beginning: $0)?.serial }
    return .sectors(question: question.id, serial: serial, answers)
  }

  /// The raw bytes are read before and after what the system shows: when both are the same, nobody wrote in between.
  private func read(
    _ sector: UInt64, _ raw: DirectFile, _ plain: DirectFile
  ) throws(Unanswered) -> SectorChallenge.Answer {
    let (start, overflow) = sector.multipliedReportingOverflow(by: UInt64(volume.sectorSize))
    let (place, past) = start.addingReportingOverflow(volume.dataOffset)
    guard !overflow, !past else { throw Unanswered(why: .unreadable) }
    for _ in 0..<Self.mostTries {
      guard let before = raw.read(at: place, count: volume.sectorSize),
        let shown = plain.read(at: start, count: volume.sectorSize),
        let after = raw.read(at: place, count: volume.sectorSize)
      else { throw Unanswered(why: .unreadable) }
      if before == after {
        return SectorChallenge.Answer(sector: sector, ciphertext: before, plain: SHA256Digest(hashing: shown))
      }
    }
    throw Unanswered(why: .busy)
  }
}
