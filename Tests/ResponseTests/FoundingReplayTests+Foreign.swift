import CanonicalForms
import Custody
import Testing
import Wording

@testable import Response

/// Who is named in what goes to one recipient. Every person of the replay has a name with the number of the client and a number
/// of its own, every client one with its number: so one pass finds all of them, whoever they are.
struct NamedIn {
  struct Person: Hashable {
    let client: Int
    let number: Int

    /// On both lists: who moved from client 117 to 118.
    static let moved = Set((0..<3).map { Person(client: 117, number: $0) })
    var name: String { "架空\(client)之\(number)" }
  }

  private(set) var people: Set<Person> = []
  private(set) var clients: Set<Int> = []

  /// Blanks and ends of lines are passed over: where a text was broken says nothing.
  init(_ text: String) {
    let characters = text.unicodeScalars.filter { !$0.properties.isWhitespace }
    let scalars = Array(characters)
    func number(from start: Int) -> (value: Int, end: Int)? {
      var (place, value) = (start, 0)
      while place < scalars.count, let digit = Int(String(scalars[place])), value < 1_000_000 {
        value = value * 10 + digit
        place += 1
      }
      return place > start ? (value, place) : nil
    }
    func stands(_ word: String, at place: Int) -> Bool {
      scalars.dropFirst(place).starts(with: word.unicodeScalars)
    }
    for place in scalars.indices {
      if scalars[place] == "架", stands("架空", at: place), let client = number(from: place + 2),
        stands("之", at: client.end), let person = number(from: client.end + 1)
      {
        people.insert(Person(client: client.value, number: person.value))
      }
      if scalars[place] == "第", let client = number(from: place + 1), stands("見本健", at: client.end) {
        clients.insert(client.value)
      }
    }
  }

  init(_ bytes: [UInt8]) { self.init(String(decoding: bytes, as: UTF8.self)) }

  func foreignPeople(for client: Int) -> Set<Person> {
    people.filter { $0.client != client && !(client == 118 && Person.moved.contains($0)) }
  }
}

extension FoundingReplayTests {
  /// Everything that was ever made for one client, held against the names of all other clients and of all their people.
  func nothingForeignWasMade(_ house: House) throws {
    let incidents = house.incidents
    func search(_ bytes: [UInt8], _ client: Int, _ what: String) {
      let named = NamedIn(bytes)
      #expect(named.clients.subtracting([client]).isEmpty, "\(what) of client \(client)")
      // Only letters name people, and are searched as they are made.
      #expect(named.people.isEmpty, "\(what) of client \(client)")
    }
    let packs = try incidents.packs(of: "I-1")
    #expect(packs.count == 2 * 124)
    for pack in packs {
      let client = try #require(Int(pack.client.text))
      search(try #require(pack.bytes), client, "pack \(pack.number)")
      search(Array(try #require(try incidents.page(of: pack, in: "I-1")).utf8), client, "page of pack \(pack.number)")
    }
    let documents = try incidents.documents(of: "I-1").filter { Int($0.recipient) != nil }
    #expect(Set(documents.map(\.recipient)).count == 124)
    for document in documents {
      search(Array(document.text.utf8), try #require(Int(document.recipient)), document.name)
    }
    for file in try incidents.noticeFiles(only: "pc-2025-117") { search(file.bytes, 117, file.path) }
  }

  /// What the desk says to the code on each client's first letter.
  func answersNameNobody(_ house: House, vault: LetterVault) throws {
    for client in 1...124 {
      let code = vault.code(incident: "I-1", batch: 1, client: .init("\(client)"), line: 2)
      let answer = try #require(try house.incidents.answer(toCode: code.text, vault: vault))
      #expect(answer.client.text == "\(client)" && answer.content?.isCertain == true)
      for language in Language.allCases {
        let named = NamedIn(answer.sentences(in: language).joined())
        #expect(named.clients.isEmpty && named.people.isEmpty)
      }
    }
  }
}
