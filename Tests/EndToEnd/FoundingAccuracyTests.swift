import Contents
import Cryptography
import Documents
import Foundation
import FoundingCase
import JapaneseText
import PersonalData
import Testing

/// The founding case at a tenth of its size, file by file, against what the generator planted.
@Suite("People of the founding case")
struct FoundingAccuracyTests {
  @Test func everyFileAndAllTogether() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/hikae-founding-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let truth = try FoundingCase(scale: 0.1).write(to: folder)
    let files = truth.laptop.files.map { ("laptop", $0) } + truth.share.files.map { ("share", $0) }
    try #require(files.count > 300)
    var everybody = RecordStore()
    var seen: Set<SHA256Digest> = []
    var fieldHits = 0
    var fieldErrors = 0
    for (name, file) in files {
      let profile = try Self.read(folder + "/" + name + "/" + file.path)
      if seen.insert(profile.sha256).inserted {
        for index in 0..<profile.persons.count { everybody.append(profile.persons.record(index)) }
      }
      if file.unreadable != nil {
        #expect(profile.unread != nil || !profile.unreadParts.isEmpty, "\(file.path) was read")
        continue
      }
      if file.people == 0 {
        #expect(profile.people == 0, "\(file.path): nobody, found \(profile.people)")
      } else {
        let error = abs(profile.people - file.people)
        #expect(error <= max(1, file.people / 100), "\(file.path): \(file.people), found \(profile.people)")
      }
      let planted = Set(file.fields.map(\.rawValue))
      let found = Set(profile.fields.fields.map(\.rawValue))
      fieldHits += planted.intersection(found).count
      fieldErrors += planted.symmetricDifference(found).count
    }
    let people = PersonJoin(everybody).people
    #expect(abs(people - truth.people) * 100 <= truth.people, "\(truth.people) people, found \(people)")
    let score = Double(2 * fieldHits) / Double(max(1, 2 * fieldHits + fieldErrors))
    #expect(score >= 0.98, "field F1 \(score)")
  }

  private static func read(_ path: String) throws -> ContentProfile {
    let today = try #require(CivilDate(year: 2025, month: 3, day: 15))
    let reading = ContentReading(asOf: today)
    var unread: UnreadReason?
    let source = try FileSource(path: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do throws(UnreadReason) {
      try DocumentReader.read(source, named: name, limits: ReadingLimits()) { event in reading.consume(event) }
    } catch {
      unread = error
    }
    let digest = SHA256Digest(hashing: try source.bytes(at: 0, count: Int(source.size)))
    return reading.finish(sha256: digest, size: source.size, unread: unread).profile
  }
}
