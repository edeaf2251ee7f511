import Testing

@testable import TransparencyLog

@Suite struct TilePathTests {
  /// The specification's own example is index 1234067.
  @Test(
    arguments: [
      ("checkpoint", .checkpoint),
      ("tile/0/000", .hashes(level: 0, index: 0, width: 256)),
      ("tile/0/x001/x234/067", .hashes(level: 0, index: 1_234_067, width: 256)),
      ("tile/1/x001/000.p/1", .hashes(level: 1, index: 1000, width: 1)),
      ("tile/63/999.p/255", .hashes(level: 63, index: 999, width: 255)),
      ("tile/entries/x012/345.p/17", .entries(index: 12_345, width: 17)),
      ("tile/entries/x999/x999/x999/x999/x999/999", .entries(index: 999_999_999_999_999_999, width: 256)),
    ] as [(String, TilePath)])
  func paths(text: String, path: TilePath) {
    #expect(TilePath(text) == path)
    #expect(path.text == text)
  }

  @Test(arguments: [
    "", "/checkpoint", "checkpoint/", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
    "tile/00/000",
    "tile/64/000", "tile/-1/000", "tile/+1/000", "tile/0/x000", "tile/0/x000/000", "tile/0/x000/x001/000",
    "tile/0/001/000",
    "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/",
    "tile/0/000.p/1/2", "tile/0/..", "tile/0/../../keys/log.key", "tile/entries", "tile/Entries/000", "tile/0/X001/000",
    "tile/0/00a", "tile/0/００１", "tile//000", "TILE/0/000", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/000?",
    "checkpoint\0",
  ])
  func otherSpellingsAreNoPaths(text: String) {
    #expect(TilePath(text) == nil)
  }

  /// The specification's examples of sizes.
  @Test func widths() {
    #expect(TilePath.width(level: 0, index: 273, size: 70_000) == 112)
    #expect(TilePath.width(level: 0, index: 272, size: 70_000) == 256)
    #expect(TilePath.width(level: 1, index: 1, size: 70_000) == 17)
    #expect(TilePath.width(level: 2, index: 0, size: 70_000) == 1)
    #expect(TilePath.width(level: 3, index: 0, size: 70_000) == 0)
    #expect(TilePath.width(level: 1, index: 0, size: 256) == 1)
    #expect(TilePath.width(level: 63, index: 0, size: .max) == 0)
  }
}
