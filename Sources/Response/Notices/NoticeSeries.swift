import CanonicalForms
import Custody

/// All revisions of one public notice: the contractor's own, or the version of one client.
package struct NoticeSeries: Sendable, Hashable, Identifiable {
  /// The name in its address: lower-case letters, digits and hyphens. Never changes.
  package var id: String
  package var incident: String
  /// Nil for the contractor's own, the master.
  package var client: Organisation.ID?
  /// The series that this client's version follows; empty for the master itself.
  package var master: String
  /// Where it is published, as `https://notices.example.jp`. Addresses in what was published rest on it.
  package var site: String
  /// Who speaks, as readers know them.
  package var publisher: String
  /// The client agrees that the master names it with a link.
  package var isLinked: Bool
  package var openedAt: Moment

  /// Of the newest revision, in the first language.
  package var path: String { "/notices/\(id)/" }
  package var url: String { site + path }

  /// Of one revision, for ever.
  package func path(_ number: Int, _ language: String = "ja") -> String {
    "/notices/\(id)/\(number)" + (language == "ja" ? "" : "/" + language)
  }

  package static func isFit(_ id: String) -> Bool {
    let isWord = id.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-")
    }
    return isWord && (1...60).contains(id.utf8.count) && id.first != "-" && id.last != "-"
  }

  /// A site without a path: `https://notices.example.jp`. `http` passes, for trying out.
  package static func isFitSite(_ site: String) -> Bool {
    let rest: Substring
    if site.hasPrefix("https://") {
      rest = site.dropFirst(8)
    } else if site.hasPrefix("http://") {
      rest = site.dropFirst(7)
    } else {
      return false
    }
    return !rest.isEmpty
      && rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@\"<>&'\\".utf8.contains($0) }
  }
}
