import CanonicalForms
import Cryptography
import Observations
import OperationLogs
import Storage
import TestDatabases
import Testing

@testable import Custody

/// How much is looked up of what logs copied from shares.
@Suite(.onEveryEngine) struct ShareSourceTests {
  private let list = profile("list", (0..<3).map { person($0) })
  private let installation: Installation

  init() throws {
    installation = try Installation()
  }

  /// A file server with files in two folders of a share.
  private func custody() throws -> Custody {
    let custody = installation.custody
    try custody.register(Device(id: "FS-01", label: "", kind: .share), at: day(0))
    let paths = ["名簿/2023/a.csv", "名簿/2023/b.csv", "名簿/c.csv", "名簿-旧/d.csv", "給与/e.csv"]
    try custody.scan("FS-01", root: "/srv", at: day(1), paths.map { file("/srv/人事/" + $0, list) })
    try custody.scan("FS-01", root: "/mnt/empty", at: day(1), [])
    return custody
  }

  private func found(
    _ custody: Custody, _ names: [String], _ limits: ShareSources.Limits = .init()
  ) throws -> (paths: [String], isCut: Bool) {
    let facts = names.map { name in
      LogFact(
        time: day(2), fact: .copied(from: "\\\\fs-01\\人事" + name, to: "C:\\x", size: nil), trust: .possible,
        meaning: SHA256Digest(hashing: Array(name.utf8)))
    }
    let sources = try custody.store.read {
      try ShareSources(in: facts, of: "L-2", asKnownAt: nil, session: $0, limits: limits)
    }
    return (sources.files.map(\.path).sorted(), sources.isCut)
  }

  private static func spelled(_ paths: String...) -> [String] { paths.map { "\\\\fs-01\\人事\\" + $0 }.sorted() }

  @Test func filesAndFoldersAreFoundOnce() throws {
    let custody = try custody()
    let folder = Self.spelled("名簿\\2023\\a.csv", "名簿\\2023\\b.csv", "名簿\\c.csv")
    #expect(try found(custody, ["\\名簿"]) == (folder, false))
    // What lies in a folder that was taken is not taken again.
    #expect(try found(custody, ["\\名簿\\2023", "\\名簿"]) == (folder, false))
    #expect(try found(custody, ["\\名簿\\2023"]) == (Array(folder.prefix(2)), false))
    let single = Self.spelled("名簿\\c.csv", "給与\\e.csv")
    #expect(try found(custody, ["\\名簿\\c.csv", "\\給与", "\\nowhere\\z.csv", "\\名"]) == (single, false))
  }

  /// All folders together have bounds, and what is beyond them is told.
  @Test func theLookingUpIsBounded() throws {
    let custody = try custody()
    let names = ["\\名簿", "\\名簿-旧", "\\給与"]
    #expect(try found(custody, names).paths.count == 5 && !found(custody, names).isCut)
    let fewFiles = try found(custody, names, .init(files: 2))
    #expect(fewFiles.paths.count == 2 && fewFiles.isCut)
    let fewFolders = try found(custody, names, .init(folders: 1))
    #expect(fewFolders.paths.count < 5 && fewFolders.isCut)
    let fewPlaces = try found(custody, names, .init(places: 1))
    #expect(fewPlaces.isCut)
    // Folders that are not there count for nothing.
    let missing = (0..<50).map { "\\nowhere\\\($0)" }
    #expect(try found(custody, missing + ["\\給与"], .init(folders: 1)) == (Self.spelled("給与\\e.csv"), false))
  }
}
