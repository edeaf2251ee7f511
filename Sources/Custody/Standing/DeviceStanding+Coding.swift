import CanonicalForms

extension DeviceStanding {
  /// As stored.
  var json: JSON {
    [
      "certain": JSON(certain), "possible": JSON(possible), "sensitive": JSON(sensitive), "overdue": JSON(overdue),
      "unread": .object(unread.mapValues { JSON($0) }), "last_look": JSON(lastLook), "last_word": JSON(lastWord),
      "gaps": JSON(gaps), "loss": JSON(loss), "last_seen": JSON(lastSeen),
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
      case .array(let parts) = json["parts"], case .array(let timeline) = json["timeline"]
    else { return nil }
    (self.certain, self.possible, self.sensitive, self.overdue) = (certain, possible, sensitive, overdue)
    self.gaps = gaps
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
