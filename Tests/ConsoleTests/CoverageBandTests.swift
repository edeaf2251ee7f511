import CanonicalForms
import Console
import Custody
import Testing

/// What is drawn below the number of people: where a device was looked at, and where not.
@Suite("Console: coverage") struct CoverageBandTests {
  private static func trail(
    _ looks: [(String, Range<Int64>)], stretches: [(String, Range<Int64>)] = []
  ) -> EvidenceTrail {
    func spans(_ all: [(String, Range<Int64>)]) -> [EvidenceTrail.Stretch] {
      all.map {
        .init(root: $0.0, from: Moment(seconds: $0.1.lowerBound), until: Moment(seconds: $0.1.upperBound))
      }
    }
    return EvidenceTrail(scans: [], looks: spans(looks), stretches: spans(stretches))
  }

  /// A column a second.
  private static func bands(_ trail: EvidenceTrail, columns: Int = 100) -> CoverageBands {
    CoverageBands(trail, columns: columns) { Int($0.seconds) }
  }

  /// A look at one root says nothing of another.
  @Test func everyRootHasItsOwn() {
    let bands = Self.bands(Self.trail([("/a", 10..<20), ("/b", 50..<60)], stretches: [("/a", 15..<30)]))
    #expect(
      bands.bands == [
        .init(root: "/a", runs: [.init(columns: 10..<30, isWhole: true)]),
        .init(root: "/b", runs: [.init(columns: 50..<60, isWhole: true)]),
      ])
  }

  @Test func aFolderIsLookedAtWithTheOneAroundIt() {
    let bands = Self.bands(Self.trail([("/", 10..<20), ("/data", 40..<50), ("/database", 70..<80)])).bands
    #expect(bands.map(\.root) == ["/", "/data", "/database"])
    #expect(bands[0].runs.map(\.columns) == [10..<20])
    #expect(bands[1].runs.map(\.columns) == [10..<20, 40..<50])
    #expect(bands[2].runs.map(\.columns) == [10..<20, 70..<80])
  }

  @Test func ofManyRootsTheTimesWhenOnlySomeWereSeenAreTold() {
    let roots = (0..<6).map { "/r\($0)" }
    let looks = roots.map { ($0, Int64(10)..<20) } + [("/r0", Int64(20)..<30)]
    #expect(
      Self.bands(Self.trail(looks)).bands == [
        .init(root: nil, runs: [.init(columns: 10..<20, isWhole: true), .init(columns: 20..<30, isWhole: false)])
      ])
  }

  /// Neither many looks nor short ones are lost, and many make no large drawing.
  @Test func allOfTheDrawnTimeIsThere() {
    let many = (0..<5_000).map { ("/a", Int64($0)..<Int64($0)) }
    let bands = CoverageBands(Self.trail(many), columns: 100) { Int($0.seconds / 50) }
    #expect(bands.bands == [.init(root: "/a", runs: [.init(columns: 0..<100, isWhole: true)])])
    #expect(Self.bands(Self.trail([]), columns: 0).bands.isEmpty)
  }
}
