import CanonicalForms
import JapaneseText
import Storage

/// Searches for the thing itself, in the database.
struct LostPropertyRegister {
  let session: SQLSession

  static func entry(_ search: LostPropertyPlan.Search, in incident: String) -> NewEntry {
    NewEntry(
      kind: "lost_property.searched",
      body: [
        "incident": .string(incident), "prefecture": JSON(search.prefecture.id),
        "day": JSON(Int(search.day.packed)), "found": JSON(search.hasFound),
      ])
  }

  static func planned(_ plan: LostPropertyPlan, in incident: String) -> NewEntry {
    NewEntry(kind: "lost_property.planned", body: ["incident": .string(incident), "search": plan.json])
  }

  func apply(_ entry: JournalEntry) throws {
    let body = entry.body
    if entry.kind == "lost_property.planned" {
      try session.execute(
        "UPDATE incident SET search = ? WHERE id = ?", SQLValue(body["search"].canonicalText), entry.incident)
      let places = LostPropertyPlan(json: body["search"]).prefectures.map { String($0.id) }.joined(separator: ", ")
      try TimelineRegister(session: session).add(
        entry, event: entry.time, kind: entry.kind, reference: places, note: nil)
      return
    }
    let found = body["found"].boolean ?? false
    try session.execute(
      """
      INSERT INTO lost_property_search (incident, prefecture, day, found, at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (incident, prefecture, day) DO UPDATE SET found = excluded.found, at = excluded.at
      """, entry.incident, .integer(body["prefecture"].integer ?? 0), .integer(body["day"].integer ?? 0),
      SQLValue(found), SQLValue(entry.time))
    // Three months of daily searches would bury the rest: only what was found stands on the timeline.
    guard found else { return }
    try TimelineRegister(session: session).add(
      entry, event: entry.time, kind: "lost_property.found", reference: String(body["prefecture"].integer ?? 0),
      note: nil)
  }

  func all(of incident: String) throws -> [LostPropertyPlan.Search] {
    try session.all(
      "SELECT prefecture, day, found, at FROM lost_property_search WHERE incident = ? ORDER BY day, prefecture",
      SQLValue(incident)
    ) { row -> LostPropertyPlan.Search? in
      guard let prefecture = Prefecture(Int(row.integer(0))),
        let day = CivilDate(packed: Int32(clamping: row.integer(1)))
      else { return nil }
      return .init(prefecture: prefecture, day: day, hasFound: row.integer(2) == 1, at: row.moment(3))
    }.compactMap(\.self)
  }
}
