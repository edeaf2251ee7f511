import Contents
import PersonalData
import Storage
import TestDatabases
import Testing

@testable import Custody

/// A file whose reading broke off after people were found: they are certain, the rest is named.
@Suite("Readings that broke off", .onEveryEngine)
struct BrokenReadingTests {
  let installation: Installation
  var custody: Custody { installation.custody }

  init() throws {
    installation = try Installation()
    try custody.register(Device(id: "PC-1", label: "ノート 1", kind: .laptop, holder: "試験 太郎"), at: day(0))
  }

  private func list(_ people: Int, _ unread: UnreadReason? = nil) -> ObservedFile {
    file("/data/list.xlsx", profile("list", (0..<people).map { person($0) }, unread: unread))
  }

  @Test func whoWasFoundIsCertainAndTheRestIsNamed() throws {
    try custody.scan(at: day(1), [list(5, .timedOut)])
    let scope = try custody.scope(of: "PC-1", at: day(1))
    #expect(scope.total.certain.count == 5)
    #expect(scope.unread.map(\.reason) == [.timedOut] && scope.unread.map(\.isPart) == [true])
    #expect(scope.unread.first?.examples == ["/data/list.xlsx"])
    // As it was: nothing new, and nothing is taken for known that a further reading could tell.
    let again = try custody.scan(at: day(2), [list(5, .crashed)])
    #expect(again.opened == 0 && again.closed == 0 && again.unchanged == 1)
    #expect(try !custody.isRecorded(list(5).profile?.sha256 ?? SHA256Of.nothing, recogniser: 1))
  }

  @Test func aFurtherReadingTakesItsPlace() throws {
    try custody.scan(at: day(1), [list(5, .timedOut)])
    try custody.scan(at: day(2), [list(8, .crashed)])
    #expect(try custody.scope(of: "PC-1", at: day(2)).total.certain.count == 8)
    try custody.scan(at: day(3), [list(6, .timedOut)])
    #expect(try custody.scope(of: "PC-1", at: day(3)).total.certain.count == 8)
    let whole = try custody.scan(at: day(4), [list(10)])
    #expect(whole.opened == 0 && whole.closed == 0)
    let scope = try custody.scope(of: "PC-1", at: day(4))
    #expect(scope.total.certain.count == 10 && scope.unread.isEmpty)
    // The whole stays.
    try custody.scan(at: day(5), [list(3, .crashed)])
    #expect(try custody.scope(of: "PC-1", at: day(5)).total.certain.count == 10)
    #expect(try custody.isRecorded(list(10).profile?.sha256 ?? SHA256Of.nothing, recogniser: 1))
    let before = try installation.digests()
    try custody.journal.rebuild()
    #expect(try installation.digests() == before)
  }

  /// Out of memory before anybody was found, or damaged as another machine sees it: what was found before stays, and what
  /// says nothing of the moment alone is still surpassed by a reading that came to the end.
  @Test(arguments: [UnreadReason.tooLarge, .damaged, .password])
  func aReadingThatTellsLessTakesNobodyAway(reason: UnreadReason) throws {
    try custody.scan(at: day(1), [list(5, .timedOut)])
    try custody.scan(at: day(2), [list(0, reason)])
    let kept = try custody.scope(of: "PC-1", at: day(2))
    #expect(kept.total.certain.count == 5 && kept.unread.map(\.reason) == [.timedOut])
    #expect(try !custody.isRecorded(list(5).profile?.sha256 ?? SHA256Of.nothing, recogniser: 1))
    try custody.scan(at: day(3), [list(7, reason)])
    #expect(try custody.scope(of: "PC-1", at: day(3)).total.certain.count == 7)
    try custody.scan(at: day(4), [list(10)])
    let whole = try custody.scope(of: "PC-1", at: day(4))
    #expect(whole.total.certain.count == 10 && whole.unread.isEmpty)
  }

  /// A part that no program was there for does not make a good reading less than one that failed.
  @Test func aFailedReadingTakesNobodyAwayWhereAProgramWasMissing() throws {
    let parts = [UnreadPart(place: "letter.pdf", reason: .missingTool)]
    try custody.scan(at: day(1), [file("/data/a.zip", profile("zip", (0..<3).map { person($0) }, unreadParts: parts))])
    try custody.scan(at: day(2), [file("/data/a.zip", profile("zip", [], unread: .damaged))])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.certain.count == 3 && scope.unread.map(\.reason) == [.missingTool])
  }

  /// Two copies in one scan, of which the second could be read.
  @Test func aCopyThatWasReadMakesTheOtherWhole() throws {
    var copy = list(10)
    copy.path = "/data/copy.xlsx"
    try custody.scan(at: day(1), [list(4, .crashed), copy])
    let scope = try custody.scope(of: "PC-1", at: day(1))
    #expect(scope.total.certain.count == 10 && scope.total.certainFiles == 2 && scope.unread.isEmpty)
  }

  /// A letter in an archive that no program was there for, and then was.
  @Test func aPartThatAProgramWasMissingForIsReadLater() throws {
    func archive(_ people: Int, _ parts: [UnreadPart]) -> ObservedFile {
      file("/data/a.zip", profile("zip", (0..<people).map { person($0) }, unreadParts: parts))
    }
    let missing = UnreadPart(place: "letter.pdf", reason: .missingTool)
    let locked = UnreadPart(place: "x.xlsx", reason: .password)
    try custody.scan(at: day(1), [archive(3, [missing, locked])])
    #expect(try custody.scope(of: "PC-1", at: day(1)).unread.map(\.reason) == [.missingTool, .password])
    try custody.scan(at: day(2), [archive(4, [locked])])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.certain.count == 4 && scope.unread.map(\.reason) == [.password])
    // A machine without the program takes nothing back.
    try custody.scan(at: day(3), [archive(3, [missing, locked])])
    #expect(try custody.scope(of: "PC-1", at: day(3)).total.certain.count == 4)
  }

  /// What looked like people before the end was known may be none.
  @Test func whoTurnsOutToBeNobodyIsNobody() throws {
    try custody.scan(at: day(1), [list(2, .crashed)])
    try custody.scan(at: day(2), [list(0)])
    let scope = try custody.scope(of: "PC-1", at: day(2))
    #expect(scope.total.possible.count == 0 && scope.unread.isEmpty)
  }
}
