import CanonicalForms
import Observations
import PersonalData

extension DeviceStanding {
  /// As stored.
  var json: JSON {
    [
      "certain": JSON(certain), "possible": JSON(possible), "sensitive": JSON(sensitive), "overdue": JSON(overdue),
      "unread": .object(unread.mapValues { JSON($0) }), "last_look": JSON(lastLook), "last_word": JSON(lastWord),
      "gaps": JSON(gaps), "named_gaps": .array(namedGaps.compactMap(\.json)),
      "fields": .array(fields.map { .array([.string($0.field.rawValue), JSON($0.certain), JSON($0.possible)]) }),
      "loss": JSON(loss), "last_seen": JSON(lastSeen),
      "parts": .array(
        parts.map { part in
          .array([
            JSON(part.organisation?.text), JSON(part.certain), JSON(part.possible), JSON(part.sensitive),
            JSON(part.files), JSON(part.isOverdue),
          ])
        }),
      "timeline": .array(
        timeline.map { .array([.integer($0.at.milliseconds), JSON($0.certain), JSON($0.possible)]) }),
    ]
  }

  /// - Returns: nil when it was stored in another form: it is made anew then.
  init?(device: String, journal: Int64, at: Moment, json: JSON) {
    self.init(device: device, journal: journal, at: at)
    func number(_ value: JSON) -> Int? { value.integer.map { Int(clamping: $0) } }
    guard let certain = number(json["certain"]), let possible = number(json["possible"]),
      let sensitive = number(json["sensitive"]), let overdue = number(json["overdue"]),
      let gaps = number(json["gaps"]), case .object(let unread) = json["unread"],
      case .array(let gapList) = json["named_gaps"], case .array(let fieldList) = json["fields"],
      case .array(let parts) = json["parts"], case .array(let timeline) = json["timeline"]
    else { return nil }
    (self.certain, self.possible, self.sensitive, self.overdue) = (certain, possible, sensitive, overdue)
    self.gaps = gaps
    namedGaps = gapList.compactMap { Scope.Gap(json: $0) }
    for case .array(let cells) in fieldList where cells.count == 3 {
      guard let field = cells[0].string.flatMap(Field.init(rawValue:)) else { continue }
      fields.append(FieldCount(field: field, certain: number(cells[1]) ?? 0, possible: number(cells[2]) ?? 0))
    }
    self.unread = unread.compactMapValues { number($0) }
    lastLook = json["last_look"].moment
    lastWord = json["last_word"].moment
    loss = json["loss"].moment
    lastSeen = json["last_seen"].moment
    for case .array(let cells) in parts where cells.count == 6 {
      self.parts.append(
        Part(
          organisation: cells[0].string.map { Organisation.ID($0) }, certain: number(cells[1]) ?? 0,
          possible: number(cells[2]) ?? 0, sensitive: number(cells[3]) ?? 0, files: number(cells[4]) ?? 0,
          isOverdue: cells[5].boolean ?? false))
    }
    for case .array(let cells) in timeline where cells.count == 3 {
      self.timeline.append(
        Point(
          at: Moment(milliseconds: cells[0].integer ?? 0), certain: number(cells[1]) ?? 0,
          possible: number(cells[2]) ?? 0))
    }
  }
}

extension Scope.Gap {
  /// As stored with a standing; nil for the time since the last look, which passes on.
  fileprivate var json: JSON? {
    switch self {
    case .sinceLastScan, .untilNextScan, .sinceLastWord, .filesWaiting: nil
    case .neverScanned: .array([.string("never")])
    case .brokenOff(let root, let started): .array([.string("broken_off"), .string(root), JSON(started)])
    case .unconfirmed(let root, let started, let doubt):
      .array([.string("unconfirmed"), .string(root), JSON(started), .string(doubt.rawValue)])
    case .erased(let batches): .array([.string("erased"), JSON(batches)])
    case .uncovered(let root, let from, let until, let reason):
      .array([.string("uncovered"), .string(root), JSON(from), JSON(until), .string(reason.rawValue)])
    case .recordsMissing(let records): .array([.string("missing"), .integer(records)])
    case .rowsUnread(let from, let until): .array([.string("rows_unread"), JSON(from), JSON(until)])
    case .conflict(let batches, let last, let isOpen):
      .array([.string("conflict"), JSON(batches), JSON(last), JSON(isOpen)])
    }
  }

  fileprivate init?(json: JSON) {
    guard case .array(let cells) = json, let kind = cells.first?.string else { return nil }
    switch (kind, cells.count) {
    case ("never", 1): self = .neverScanned
    case ("broken_off", 3):
      guard let root = cells[1].string, let started = cells[2].moment else { return nil }
      self = .brokenOff(root: root, started: started)
    case ("unconfirmed", 4):
      guard let root = cells[1].string, let started = cells[2].moment,
        let doubt = cells[3].string.flatMap(ScanDoubt.init(rawValue:))
      else { return nil }
      self = .unconfirmed(root: root, started: started, doubt: doubt)
    case ("erased", 2): self = .erased(batches: Int(clamping: cells[1].integer ?? 0))
    case ("uncovered", 5):
      guard let root = cells[1].string, let reason = cells[4].string.flatMap(GapReason.init(rawValue:)) else {
        return nil
      }
      self = .uncovered(root: root, from: cells[2].moment, until: cells[3].moment, reason: reason)
    case ("conflict", 4):
      guard let last = cells[2].moment else { return nil }
      self = .conflict(
        batches: Int(clamping: cells[1].integer ?? 0), last: last, isOpen: cells[3].boolean ?? false)
    case ("rows_unread", 3): self = .rowsUnread(from: cells[1].moment, until: cells[2].moment)
    case ("missing", 2): self = .recordsMissing(records: cells[1].integer ?? 0)
    default: return nil
    }
  }
}
