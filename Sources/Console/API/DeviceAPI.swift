import Accounts
import CanonicalForms
import Custody

extension Console {
  static let deviceAPI: [APIRoute] = [
    .get("/devices", .seeDevices) { try $0.listDevices($1) },
    .post("/devices", .changeDevices) { try await $0.registerDevice($1) },
    .get("/devices/:id", .seeDevices) { try await $0.showDevice($1) },
    .get("/devices/:id/scope", .askScope) { try await $0.showScope($1) },
  ]

  /// In the order of their ids; the cursor is the last id that was shown.
  private func listDevices(_ visit: APIVisit) throws -> APIAnswer {
    let limit = try visit.number("limit", in: 1...APIPage.most, or: APIPage.standard)
    let asked = visit.query.has("state") ? visit.query["state"] : nil
    guard asked != "", let state = DeviceState(rawValue: asked ?? "") else {
      throw APIProblem(.invalid, "state takes \(DeviceState.allCases.map(\.rawValue).filter { !$0.isEmpty })")
    }
    let cursor = visit.query["cursor"]
    let found = fleet.state.fleet.members.lazy.filter { member in
      member.device.id > cursor && state.holds(member, at: visit.now)
    }.prefix(limit + 1)
    let rows = Array(found)
    return APIAnswer(
      body: APIPage.json(
        rows.prefix(limit).map { Self.json($0, at: visit.now) },
        next: rows.count > limit ? rows[limit - 1].device.id : nil))
  }

  private func showDevice(_ visit: APIVisit) async throws -> APIAnswer {
    let (custody, id) = (custody, visit.id)
    guard let device = try await work({ try custody.device(id) }) else { throw APIProblem(.notFound) }
    let standing = fleet.state.fleet.members.first { $0.device.id == id }?.standing
    return APIAnswer(body: Self.json(Fleet.Member(device: device, standing: standing), at: visit.now))
  }

  /// Without the holder: a name of somebody is not for programs.
  private static func json(_ member: Fleet.Member, at now: Moment) -> JSON {
    let (device, standing) = (member.device, member.standing)
    func number(_ value: Int?) -> JSON { value.map { JSON($0) } ?? .null }
    return [
      "id": .string(device.id), "label": .string(device.label), "kind": .string(device.kind.rawValue),
      "status": .string(device.status.rawValue), "certain": number(standing?.certain),
      "possible": number(standing?.possible), "sensitive": number(standing?.sensitive),
      "overdue": number(standing?.overdue), "unread_files": number(standing?.unreadFiles),
      "last_look": JSON(standing?.lastLook), "last_word": JSON(standing?.lastWord), "as_of": JSON(standing?.at),
      "states": .array(
        DeviceState.allCases.filter { $0 != .all && $0.holds(member, at: now) }.map { .string($0.rawValue) }),
    ]
  }

  private func registerDevice(_ visit: APIVisit) async throws -> APIAnswer {
    let id = try visit.text("id")
    let label = try visit.optionalText("label") ?? ""
    guard DeviceName.isFit(id: id), DeviceName.isFit(label: label) else {
      throw APIProblem(
        .invalid,
        """
        id takes up to \(DeviceName.longestID), label up to \(DeviceName.longestLabel) characters, without control \
        characters
        """)
    }
    guard let kind = Device.Kind(rawValue: try visit.optionalText("kind") ?? "other") else {
      throw APIProblem(.invalid, "kind takes \(Device.Kind.allCases.map(\.rawValue))")
    }
    let device = Device(id: id, label: label, kind: kind)
    let custody = custody.acting(as: visit.account?.id.text)
    let isKnown = try await work {
      if try custody.device(id) != nil { return true }
      try custody.register([device], at: visit.now)
      return false
    }
    if isKnown { throw APIProblem(.conflict, "a device of this id is registered") }
    return APIAnswer(
      status: .created, body: Self.json(Fleet.Member(device: device, standing: nil), at: visit.now))
  }

  private func showScope(_ visit: APIVisit) async throws -> APIAnswer {
    let at = try visit.moment("at") ?? visit.now
    let known = try visit.moment("known_at")
    guard at <= visit.now else { throw APIProblem(.invalid, "at lies in the future") }
    let (custody, id) = (custody, visit.id)
    guard try await work({ try custody.device(id) }) != nil else { throw APIProblem(.notFound) }
    let scope = try await work { try custody.scope(of: id, at: at, asKnownAt: known, answeredAt: visit.now) }
    try await note("scope.json", .device(id), visit, clients: scope.clients.map(\.organisation.id))
    return APIAnswer(body: scope.json)
  }
}
