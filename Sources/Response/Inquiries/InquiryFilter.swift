import CanonicalForms
import Custody
import JapaneseText
import Storage

/// Which inquiries of an incident are listed, and in which order. It asks for nothing that says who somebody is: it may
/// stand in an address. For that there is `Incidents.inquiries(of:saying:)`.
package struct InquiryFilter: Sendable, Hashable {
  package enum State: String, Sendable, CaseIterable {
    case open
    /// Open, and the time to call back is over.
    case late
    case all
  }

  package enum Order: String, Sendable, CaseIterable {
    case newest
    /// Whoever is to be called back first.
    case due
  }

  package var state: State
  package var topic: Inquiry.Topic?
  package var channel: Inquiry.Channel?
  /// Nil for all, also those of no client.
  package var clients: [Organisation.ID]?
  /// Within its incident.
  package var number: Int?
  package var order: Order

  package init(
    state: State = .open, topic: Inquiry.Topic? = nil, channel: Inquiry.Channel? = nil,
    clients: [Organisation.ID]? = nil, number: Int? = nil, order: Order = .newest
  ) {
    self.state = state
    self.topic = topic
    self.channel = channel
    self.clients = clients
    self.number = number
    self.order = order
  }

  /// What follows `WHERE`, and its arguments.
  func condition(in incident: String, at time: Moment) -> (sql: String, arguments: [SQLValue]) {
    var (parts, arguments) = (["incident = ?"], [SQLValue(incident)])
    func need(_ part: String, _ values: [SQLValue] = []) {
      parts.append(part)
      arguments += values
    }
    switch state {
    case .all: break
    case .open: need("closed IS NULL")
    case .late: need("closed IS NULL AND due <= ?", [SQLValue(time)])
    }
    if let topic { need("topic = ?", [SQLValue(topic.rawValue)]) }
    if let channel { need("channel = ?", [SQLValue(channel.rawValue)]) }
    if let number { need("number = ?", [SQLValue(number)]) }
    if let clients {
      // Nobody's: no client has an empty id.
      let ids = clients.isEmpty ? [""] : clients.map(\.text)
      let marks = Array(repeating: "?", count: ids.count).joined(separator: ", ")
      need(clients.isEmpty ? "client = ? AND number < 0" : "client IN (\(marks))", ids.map { SQLValue($0) })
    }
    return (parts.joined(separator: " AND "), arguments)
  }

  /// What follows `ORDER BY`.
  var ordering: String {
    switch order {
    case .newest: "number DESC"
    case .due: "CASE WHEN closed IS NULL AND due IS NOT NULL THEN 0 ELSE 1 END, COALESCE(due, 0), number DESC"
    }
  }
}

extension Incidents {
  /// Without their steps.
  package func inquiries(
    of id: String, _ filter: InquiryFilter, at time: Moment, limit: Int, offset: Int
  ) throws -> [Inquiry] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return try InquiryRegister(session: session).list(of: id, filter, at: time, limit: limit, offset: offset)
    }
  }

  /// How many there are.
  package func countInquiries(of id: String, _ filter: InquiryFilter, at time: Moment) throws -> Int {
    try store.read { try InquiryRegister(session: $0).count(of: id, filter, at: time) }
  }

  /// Inquiries of people who said certain words, gave a name or a number: for whoever calls again. The newest first, without
  /// their steps. Digits are compared without what is written between them.
  /// - Parameter limit: how many are enough.
  package func inquiries(of id: String, saying text: String, limit: Int) throws -> [Inquiry] {
    // Folding takes the blanks away.
    let words = text.split(whereSeparator: \.isWhitespace).map { Folding.foldText(String($0)) }.filter { !$0.isEmpty }
    guard !words.isEmpty else { return [] }
    return try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      var found: [Inquiry] = []
      try InquiryRegister(session: session).forEach(of: id) { inquiry in
        if inquiry.says(words) { found.append(inquiry) }
        return found.count < limit
      }
      return found
    }
  }
}

extension Inquiry {
  /// - Parameter words: folded.
  func says(_ words: [String]) -> Bool {
    guard let personal else { return false }
    let text = Folding.foldText([personal.name, personal.contact, personal.words].joined(separator: " "))
    let digits = personal.contact.filter(\.isWholeNumber)
    return words.allSatisfy { word in
      let number = word.filter(\.isWholeNumber)
      return text.contains(word)
        || (number.count >= 4 && word.allSatisfy { $0.isWholeNumber || "-()+.".contains($0) }
          && digits.contains(number))
    }
  }
}
