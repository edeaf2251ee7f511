import Custody
import JapaneseText
import Response
import Wording

/// The inquiries that an address asks for. What people said does not stand in one: only numbers, clients and the words of
/// the desk do.
struct InquiryList: Sendable {
  let text: String
  let filter: InquiryFilter

  /// - Parameter query: `q` is the number of an inquiry, or words of a client's number or name. `all=yes` is from links of
  ///   former versions.
  init(_ query: FormFields, clients: [Organisation]) {
    text = query["q"]
    let words = Folding.foldText(text).split(separator: " ").map(String.init)
    let state = InquiryFilter.State(rawValue: query["state"]) ?? (query["all"].isEmpty ? .open : .all)
    var filter = InquiryFilter(
      state: state, topic: .init(rawValue: query["topic"]), channel: .init(rawValue: query["channel"]),
      order: .init(rawValue: query["sort"]) ?? .newest)
    if text.uppercased().hasPrefix("Q-"), let number = Inquiry.id(from: text.uppercased()) {
      filter.number = number
    } else if !words.isEmpty {
      filter.clients = clients.filter { client in
        let text = Folding.foldText(client.id.text + " " + client.name)
        return words.allSatisfy { text.contains($0) }
      }.map(\.id)
    }
    self.filter = filter
  }

  var isFiltered: Bool {
    !text.isEmpty || filter.state != .open || filter.topic != nil || filter.channel != nil || filter.order != .newest
  }

  func address(of incident: String, page: String = "") -> String {
    Address.with(
      Address.inquiries(incident),
      [
        "q": text, "state": filter.state == .open ? "" : filter.state.rawValue, "topic": filter.topic?.rawValue ?? "",
        "channel": filter.channel?.rawValue ?? "", "sort": filter.order == .newest ? "" : filter.order.rawValue,
        "page": page,
      ])
  }
}

extension InquiryFilter.State {
  var phrase: PagePhrase {
    switch self {
    case .open: .inquiryOpenOnly
    case .late: .inquiryLateOnly
    case .all: .inquiryAll
    }
  }
}

extension InquiryFilter.Order {
  var phrase: PagePhrase {
    switch self {
    case .newest: .sortNewest
    case .due: .sortDue
    }
  }
}
