import Custody
import Storage
import Testing

/// The decision for one place, case by case. Scans are numbered by their days; a scan takes from n to n.2.
@Suite struct PresenceTests {
  private static func look(_ number: Int64, complete: Bool = true) -> Presence.Look {
    Presence.Look(
      number: number, started: day(Double(number)), reached: day(Double(number) + 0.2), isComplete: complete)
  }

  @Test(
    arguments: [
      // first, closing, complete scans, moment, verdict
      (1, nil, [1], 2.0, .certain), (1, nil, [1, 2], 1.5, .certain), (1, 2, [1, 2], 1.5, .possible(.goneInGap)),
      (1, 3, [1, 2, 3], 1.5, .certain), (1, 3, [1, 2, 3], 2.5, .possible(.goneInGap)),
      (1, 2, [1, 2], 2.2, .possible(.deletedNotWiped)), (1, 2, [1, 2], 9, .possible(.deletedNotWiped)),
      (2, nil, [1, 2], 1.5, .possible(.cameInGap)), (2, nil, [1, 2], 0.5, .absent),
      (1, nil, [1], 0.5, .possible(.cameInGap)),
      // Within a scan nothing is known from that scan.
      (1, nil, [1], 1.1, .possible(.cameInGap)), (1, 2, [1, 2], 2.1, .possible(.goneInGap)),
      (1, nil, [1, 2], 2.1, .certain), (2, nil, [1, 2], 1.1, .possible(.cameInGap)),
      // A scan that broke off has seen what it saw, and looked for nothing else.
      (1, nil, [], 2.0, .certain), (2, nil, [3], 0.5, .possible(.cameInGap)), (2, nil, [3], 2.5, .certain),
    ] as [(Int64, Int64?, [Int64], Double, Presence)])
  func decides(first: Int64, closing: Int64?, complete: [Int64], moment: Double, verdict: Presence) {
    let found = Presence.decide(
      first: Self.look(first), closing: closing.map { Self.look($0) }, modified: nil,
      complete: complete.map { Self.look($0) }, at: day(moment))
    #expect(found == verdict)
  }

  @Test func aFileOlderThanTheMomentIsSaidToBe() {
    let found = Presence.decide(
      first: Self.look(2), closing: nil, modified: day(1), complete: [Self.look(2)], at: day(1.5))
    #expect(found == .possible(.cameInGapOlder))
  }

  @Test(arguments: [
    ("/", "/a", true), ("/data", "/data/a", true), ("/data", "/data", true), ("/data", "/database/a", false),
    ("/data/", "/data/a", true), ("", "/a", false), ("C:/u", "C:/u/a", true),
  ])
  func coverage(root: String, path: String, expected: Bool) {
    #expect(Coverage.covers(root: Coverage.normalised(root), path: path) == expected)
  }
}
