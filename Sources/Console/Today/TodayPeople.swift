import Custody
import Wording

/// Numbers of people as the front page writes them.
struct TodayPeople: Sendable {
  let language: Language
  /// All people of the record, each once: no sum is more.
  private let most: Int
  private let held: [String: Int]

  init(_ fleet: Fleet, _ language: Language) {
    self.language = language
    most = fleet.people
    held = Dictionary(
      fleet.members.compactMap { member in
        // A device that was never looked at may hold anything.
        member.standing.flatMap { $0.lastLook == nil ? nil : (member.device.id, $0.possible) }
      }, uniquingKeysWith: { a, _ in a })
  }

  func exactly(_ count: Int?) -> String {
    count.map { language.text(.people, language.number($0)) } ?? language.page(.unknownPeople)
  }

  /// People of several are not simply added up: the same ones may be on each, so the sum is a bound.
  func atMost(_ counts: [Int]) -> String {
    guard counts.count > 1 else { return exactly(counts.first) }
    return language.page(.atMostPeople, language.number(min(most, counts.reduce(0, +))))
  }

  /// On some devices, as far as all of them were looked at.
  func on(_ devices: some Sequence<String>) -> String {
    let devices = Set(devices)
    let counts = devices.compactMap { held[$0] }
    return counts.count == devices.count ? atMost(counts) : language.page(.unknownPeople)
  }
}
