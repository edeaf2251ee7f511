import Cryptography
import Testing

@testable import TransparencyLog

/// Whatever is done to one copy of the leaves, the audit names the first leaf that is wrong.
@Suite("Audits") struct LogAuditTests {
  enum Mutation: String, CaseIterable, Sendable { case change, delete, insert, reorder, truncate, remove }

  struct Case: Sendable, CustomTestStringConvertible {
    var source: AuditFinding.Source
    var mutation: Mutation
    var size: Int
    var leaf: Int

    var testDescription: String { "\(mutation) \(source) at \(leaf) of \(size)" }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for size in [1, 2, 255, 256, 257, 300, 600, 1000] {
      let places: Set<Int> = [0, 1, 100, 255, 256, 257, size / 2, size - 2, size - 1]
      for leaf in places.sorted() where leaf >= 0 && leaf < size {
        for source in [AuditFinding.Source.tiles, .entries, .journal] {
          for mutation in Mutation.allCases {
            cases.append(Case(source: source, mutation: mutation, size: size, leaf: leaf))
          }
        }
      }
    }
    return cases
  }()

  /// - Returns: the leaves changed, and the first index at which they differ; nil when nothing differs.
  private static func apply<T: Equatable>(_ mutation: Mutation, to leaves: [T], at place: Int, other: T) -> ([T], Int?)
  {
    var changed = leaves
    switch mutation {
    case .change: changed[place] = other
    case .delete: changed.remove(at: place)
    case .insert: changed.insert(other, at: place)
    case .reorder: changed.swapAt(place, (place + 1) % leaves.count)
    case .truncate: changed.removeSubrange(place...)
    case .remove: changed.removeAll()
    }
    let first = (0..<max(changed.count, leaves.count)).first { index in
      index >= changed.count || index >= leaves.count || changed[index] != leaves[index]
    }
    return (changed, first)
  }

  @Test(arguments: cases) func everyMutationOfOneCopyIsLocated(test: Case) throws {
    let log = try TestLog(size: test.size)
    let hashes = log.entries.map { MerkleHash.leaf($0) }
    let other = TestLog.entry(-1)
    var journal = hashes
    var expected: Int?
    let block = test.leaf / 256
    let start = block * 256
    let width = TilePath.width(level: 0, index: block, size: test.size)
    switch test.source {
    case .tiles:
      let (changed, first) = Self.apply(
        test.mutation, to: Array(hashes[start..<start + width]), at: test.leaf - start, other: MerkleHash.leaf(other))
      log.store.write([(.hashes(level: 0, index: block, width: width), Tile.encode(changed))])
      if test.mutation == .remove { log.store.remove([.hashes(level: 0, index: block, width: width)]) }
      expected = first.map { $0 + start }
    case .entries:
      let (changed, first) = Self.apply(
        test.mutation, to: Array(log.entries[start..<start + width]), at: test.leaf - start, other: other)
      log.store.write([(.entries(index: block, width: width), changed.flatMap { Tile.bundled($0) ?? [] })])
      if test.mutation == .remove { log.store.remove([.entries(index: block, width: width)]) }
      expected = first.map { $0 + start }
    default:
      (journal, expected) = Self.apply(test.mutation, to: hashes, at: test.leaf, other: MerkleHash.leaf(other))
      // One entry more at the end is an entry that is not in the log yet.
      if expected == test.size { expected = nil }
    }
    let copy = journal
    let report = try LogAudit(store: log.store, checkpoint: log.checkpoint().checkpoint) { range in
      range.map { $0 < copy.count ? copy[$0] : nil }
    }.run()
    #expect(report.firstBad?.leaf == expected)
    guard let first = report.firstBad else { return }
    #expect(first.isExact && first.source == test.source)
    // What was pushed out beyond the end leaves nothing to tell an insertion by.
    let isLast = test.leaf == test.size - 1 || test.source != .journal && test.leaf == start + width - 1
    let kind: [AuditFinding.Kind] =
      switch test.mutation {
      case .change: [.changed]
      case .delete: [.missing, .cutOff]
      case .insert: isLast ? [.inserted, .changed] : [.inserted]
      case .reorder: [.reordered]
      case .truncate, .remove: [.cutOff]
      }
    #expect(kind.contains(first.kind), "\(first.kind)")
  }

  @Test(arguments: [0, 1, 256, 600, 70_000]) func aSoundLogIsSound(size: Int) throws {
    let log = try TestLog(size: size)
    let audit = LogAudit(store: log.store, checkpoint: try log.checkpoint().checkpoint)
    #expect(try audit.run(earlier: [0, size / 2, size].map { try log.checkpoint($0).checkpoint }).isSound)
  }

  /// Tiles above the leaves, each changed in turn.
  @Test func upperTilesAreAuditedToo() throws {
    let log = try TestLog(size: 66_000)
    let upper: [(path: TilePath, width: Int, leaves: Int)] = [
      (.hashes(level: 1, index: 0, width: 256), 256, 256), (.hashes(level: 1, index: 1, width: 1), 1, 256),
      (.hashes(level: 2, index: 0, width: 1), 1, 65_536),
    ]
    let audit = LogAudit(store: log.store, checkpoint: try log.checkpoint().checkpoint)
    for tile in upper {
      let good = try #require(log.store.read(tile.path))
      for place in [0, tile.width / 2, tile.width - 1] {
        var bad = good
        bad[place * 32] ^= 1
        log.store.write([(tile.path, bad)])
        let finding = try #require(try audit.run().firstBad)
        let first = (tile.path.text.contains("/001") ? 256 : 0) + place
        #expect(finding.leaf == first * tile.leaves && finding.resource == tile.path.text)
      }
      log.store.remove([tile.path])
      #expect(try audit.run().firstBad?.kind == .missing)
      log.store.write([(tile.path, good)])
    }
    #expect(try audit.run().isSound)
  }

  /// Several copies damaged in different places: put together by the tiles above.
  @Test func copiesThatAreDamagedInDifferentPlacesHealEachOther() throws {
    let log = try TestLog(size: 1000)
    var tile = try #require(log.store.read(.hashes(level: 0, index: 0, width: 256)))
    tile[32 * 7] ^= 1
    var bundle = try #require(log.store.read(.entries(index: 2, width: 256)))
    bundle[34 * 9 + 2] ^= 1
    log.store.write([(.hashes(level: 0, index: 0, width: 256), tile), (.entries(index: 2, width: 256), bundle)])
    let report = try LogAudit(store: log.store, checkpoint: log.checkpoint().checkpoint).run()
    #expect(report.findings.map(\.leaf) == [7, 512 + 9])
    #expect(report.findings.map(\.source) == [.tiles, .entries])
  }

  /// Somebody who can write everything but has no key changes a leaf in every copy alike.
  @Test(arguments: [(600, 10), (600, 300), (600, 599), (256, 3), (1000, 767)])
  func aConsistentChangeIsNarrowedDown(size: Int, leaf: Int) throws {
    let log = try TestLog(size: size)
    let block = leaf / 256
    let width = TilePath.width(level: 0, index: block, size: size)
    var entries = Array(log.entries[block * 256..<block * 256 + width])
    entries[leaf - block * 256] = TestLog.entry(-5)
    log.store.write([
      (.hashes(level: 0, index: block, width: width), Tile.encode(entries.map { MerkleHash.leaf($0) })),
      (.entries(index: block, width: width), entries.flatMap { Tile.bundled($0) ?? [] }),
    ])
    let earlier = [100, 500].filter { $0 < size }
    let checkpoints = try earlier.map { try log.checkpoint($0).checkpoint }
    let finding = try #require(
      try LogAudit(store: log.store, checkpoint: log.checkpoint().checkpoint).run(earlier: checkpoints).firstBad)
    #expect(finding.source == .checkpoint)
    #expect((finding.leaf..<finding.end).contains(leaf))
    // Within its block where a full tile stands above, else between the checkpoints that somebody kept.
    if width == 256 { #expect(finding.end - finding.leaf <= 256) } else { #expect(finding.leaf == 500) }
  }

  /// A log that its own key signed anew after a change: every copy fits, and only what somebody kept tells.
  @Test func aForkIsSeenByWhatSomebodyKept() throws {
    let log = try TestLog(size: 600)
    let fork = try TestLog(size: 700, fork: 420)
    let kept = try [50, 400, 500, 600].map { try log.checkpoint($0).checkpoint }
    let audit = LogAudit(store: fork.store, checkpoint: try fork.checkpoint().checkpoint)
    #expect(try audit.run().isSound)
    let finding = try #require(try audit.run(earlier: kept).firstBad)
    #expect(finding.kind == .forked && (finding.leaf, finding.end) == (400, 500))
  }

  @Test func aTruncatedLogIsSeenByWhatSomebodyKept() throws {
    let log = try TestLog(size: 600)
    let cut = try TestLog(size: 450)
    let finding = try #require(
      try LogAudit(store: cut.store, checkpoint: cut.checkpoint().checkpoint)
        .run(earlier: [log.checkpoint().checkpoint]).firstBad)
    #expect(finding.kind == .cutOff && finding.leaf == 450)
  }

  /// Rows that are moved far, or several deleted at once.
  @Test(arguments: 0..<30 as Range<UInt64>) func largerChangesOfTheJournal(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let log = try TestLog(size: 700)
    let hashes = log.entries.map { MerkleHash.leaf($0) }
    var journal = hashes
    let place = Int.random(in: 0..<600, using: &random)
    switch seed % 3 {
    case 0: journal.removeSubrange(place..<place + Int.random(in: 1...100, using: &random))
    case 1: journal.append(journal.remove(at: place))
    default: journal[place..<place + 50].reverse()
    }
    let copy = journal
    let finding = try #require(
      try LogAudit(store: log.store, checkpoint: log.checkpoint().checkpoint) { range in
        range.map { $0 < copy.count ? copy[$0] : nil }
      }.run().firstBad)
    #expect(finding.source == .journal && finding.isExact)
    #expect(finding.leaf == zip(journal, hashes).enumerated().first { $0.element.0 != $0.element.1 }?.offset)
  }
}
