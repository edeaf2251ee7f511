import Accounts
import Custody
import Hummingbird
import NIOCore
import Wording

extension Console {
  static let deviceRoutes: [Route] = [
    .get(Address.devices, .needs(.seeDevices)) { try $0.devicesPage($1) },
    .get("/devices.csv", .needs(.export), guarded: true) { try await $0.devicesExport($1) },
    .get(Address.newDevice, .needs(.changeDevices)) { try $0.newDevicePage($1) },
    .post(Address.newDevice, .needs(.changeDevices)) { try await $0.register($1, isNew: true) },
    .get("/devices/:id", .needs(.seeDevices)) { try await $0.devicePage($1) },
    .get("/devices/:id/edit", .needs(.changeDevices)) { try await $0.editDevicePage($1) },
    .post("/devices/:id/edit", .needs(.changeDevices)) { try await $0.register($1, isNew: false) },
    .get("/devices/:id/scope", .needs(.askScope)) { try await $0.scopePage($1) },
    .get("/devices/:id/scope.json", .needs(.askScope)) { try await $0.scopeJSON($1) },
    .get("/devices/:id/progress", .needs(.seeDevices)) { try await $0.progressOfScan($1) },
  ]

  private func devicesPage(_ visit: Visit) throws -> Response {
    let page = DevicesPage(DeviceList(fleet.state.fleet, visit), visit)
    return try self.page(page, title: visit.text(.devicesTitle), visit)
  }

  private func devicesExport(_ visit: Visit) async throws -> Response {
    let list = DeviceList(fleet.state.fleet, visit)
    try await note("devices.csv", .list, visit, clients: Self.clients(of: list.members))
    return CSVExport(visit, name: "devices", texts: [0, 1]).response(list.exported(visit.language))
  }

  /// The device that the address names.
  func device(_ visit: Visit) async throws -> Device {
    let id = visit.parameter("id")
    let custody = custody
    guard let device = try await work({ try custody.device(id) }) else { throw ConsoleProblem.unknown(.deviceUnknown) }
    return device
  }

}
