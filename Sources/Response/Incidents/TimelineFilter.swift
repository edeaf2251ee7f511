import CanonicalForms

/// Which lines of a timeline somebody wants to see.
package struct TimelineFilter: Sendable, Hashable {
  /// By which of a line's two times it is ordered and bounded.
  package var order: TimelineEvent.Order
  /// The first parts of the lines' kinds; empty for all.
  package var groups: Set<String>
  /// The account that made the entries; empty for all.
  package var actor: String
  package var from: Moment?
  /// The first moment that is not wanted any more.
  package var until: Moment?
  /// A part of what a line says.
  package var text: String

  package init(
    order: TimelineEvent.Order = .event, groups: Set<String> = [], actor: String = "", from: Moment? = nil,
    until: Moment? = nil, text: String = ""
  ) {
    self.order = order
    self.groups = groups
    self.actor = actor
    self.from = from
    self.until = until
    self.text = text
  }

  /// Those that are wanted, in order.
  /// - Parameter reading: a line as it is read, with its note.
  package func applied(to events: [TimelineEvent], reading: (TimelineEvent) -> String) -> [TimelineEvent] {
    let wanted = text.lowercased()
    return events.ordered(by: order, groups: groups).filter { event in
      let time = order == .event ? event.event : event.known
      guard actor.isEmpty || event.actor == actor, from.map({ $0 <= time }) ?? true, until.map({ time < $0 }) ?? true
      else { return false }
      return wanted.isEmpty || reading(event).lowercased().contains(wanted)
    }
  }
}
