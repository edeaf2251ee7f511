import Glibc
import JapaneseText
import Testing

@testable import FoundingCase

/// A small case on the disk, written once for all tests of this file.
private struct WrittenCase: Sendable {
  let folder: String
  let truth: FoundingTruth

  /// Shared by the tests and removed when the process ends.
  static let first: Result<WrittenCase, any Error> = Result {
    let written = try WrittenCase()
    atexit { if let written = try? WrittenCase.first.get() { written.remove() } }
    return written
  }

  init() throws {
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(temporary)/founding-case-XXXXXX".utf8CString)
    let path = template.withUnsafeMutableBufferPointer {
      $0.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    folder = try #require(path)
    truth = try FoundingCase(seed: 11, scale: 0.02).write(to: folder)
  }

  func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(folder + "/" + path, "r") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(file))
    rewind(file)
    let count = fread(&bytes, 1, bytes.count, file)
    return count == bytes.count ? bytes : []
  }

  /// Every file with its folder.
  var files: [(path: String, truth: FoundingTruth.FileTruth)] {
    [truth.laptop, truth.share].flatMap { folder in folder.files.map { (folder.folder + "/" + $0.path, $0) } }
  }

  /// Removes what was written, contents before their folders.
  func remove() {
    var paths = Set(["/truth.json", "/clients.csv", "/agreements.csv", "/devices.csv", ""])
    for (path, _) in files {
      var path = Substring("/" + path)
      while !path.isEmpty {
        paths.insert(String(path))
        path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
      }
    }
    for path in paths.sorted(by: { $0.utf8.count > $1.utf8.count }) { Glibc.remove(folder + path) }
  }
}

@Suite("The founding case on the disk")
struct WrittenCaseTests {
  @Test("the same seed writes the same truth and the same bytes")
  func deterministic() throws {
    let first = try WrittenCase.first.get()
    let second = try WrittenCase()
    defer { second.remove() }
    #expect(first.truth == second.truth)
    for (path, _) in first.files { #expect(first.bytes(path) == second.bytes(path), "\(path)") }
    #expect(first.bytes("truth.json") == second.bytes("truth.json"))
  }

  @Test("client 117 has 780 people on the laptop")
  func watchedClient() throws {
    let truth = try WrittenCase.first.get().truth
    #expect(truth.onLaptop(client: 117) == 780)
    #expect(truth.clients.count == 124)
  }

  @Test("the shares of the clients and the staff add up")
  func sums() throws {
    let written = try WrittenCase.first.get()
    let truth = written.truth
    #expect(truth.laptop.people == 3400 + Population.staff)
    #expect(truth.clients.reduce(truth.laptop.staff) { $0 + $1.onLaptop } == truth.laptop.people)
    #expect(truth.clients.reduce(truth.share.staff) { $0 + $1.onShare } == truth.share.people)
    #expect(truth.people >= max(truth.laptop.people, truth.share.people))
    #expect(truth.laptop.peopleOnlyUnreadable == 0)
    #expect(truth.share.peopleOnlyUnreadable > 0)
    for (path, file) in written.files {
      #expect(file.clients.values.reduce(0, +) == file.people, "\(path)")
      #expect(file.people == 0 || !file.fields.isEmpty, "\(path)")
    }
  }

  @Test("every format begins as its readers expect")
  func magic() throws {
    let written = try WrittenCase.first.get()
    let begins: [String: [UInt8]] = [
      "xlsx": [0x50, 0x4B, 3, 4], "docx": [0x50, 0x4B, 3, 4], "zip": [0x50, 0x4B, 3, 4],
      "xls": [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "pdf": Array("%PDF-1.".utf8),
      "db": Array("SQLite format 3\0".utf8), "eml": Array("From: ".utf8), "mbox": Array("From ".utf8),
      "vcf": Array("BEGIN:VCARD".utf8), "json": Array("[\n".utf8), "mdb": [0, 1, 0, 0],
    ]
    var seen = Set<String>()
    for (path, _) in written.files {
      let ending = String(path.split(separator: ".").last ?? "")
      seen.insert(ending)
      if let begin = begins[ending] { #expect(written.bytes(path).starts(with: begin), "\(path)") }
    }
    #expect(seen.isSuperset(of: begins.keys), "missing: \(Set(begins.keys).subtracting(seen))")
  }

  @Test("a CP932 list decodes into its people")
  func decodesBack() throws {
    let written = try WrittenCase.first.get()
    let found = written.files.first {
      $0.path.contains("/2021年度/117_") && $0.path.hasSuffix(".csv") && !$0.path.contains("時点")
    }
    let (path, file) = try #require(found)
    var decoder = TextDecoder(.cp932)
    var text: [UInt8] = []
    written.bytes(path).withUnsafeBytes { decoder.decode($0, isLast: true, into: &text) }
    #expect(decoder.unreadableBytes == 0)
    let founding = FoundingCase(seed: 11, scale: 0.02)
    let list = ClientLists(population: founding.population, seed: 11, client: founding.population.clients[116]).main(
      2021
    ).list
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\r\n")
    for id in list.members {
      let name = list.style.name(founding.population.record(of: id, year: 2021))
      #expect(lines.contains { $0.contains(name) })
    }
    #expect(file.people == list.members.count)
  }

  @Test("a locked archive carries the flag of encryption")
  func locked() throws {
    let written = try WrittenCase.first.get()
    let locked = written.files.filter { $0.truth.unreadable == "password" }
    #expect(locked.count == 4)
    for (path, _) in locked { #expect(written.bytes(path)[6] & 1 == 1) }
  }

  @Test("files are dated into the years of the lists")
  func dates() throws {
    let written = try WrittenCase.first.get()
    for (path, _) in written.files {
      var status = stat()
      #expect(stat(written.folder + "/" + path, &status) == 0)
      #expect(
        (Day(2020, 1, 1).dayNumber..<Day(2024, 1, 1).dayNumber).contains(status.st_mtim.tv_sec / 86400), "\(path)")
    }
  }
}
