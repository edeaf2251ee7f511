import CanonicalForms
import Custody
import Hummingbird
import Wording

extension Console {
  func newDevicePage(_ visit: Visit) throws -> Response {
    try formPage(DeviceForm(Device(id: ""), isNew: true, visit, problem: ""), visit)
  }

  func editDevicePage(_ visit: Visit) async throws -> Response {
    let device = try await device(visit)
    // The form holds the holder's name.
    try await note("device.edit", .device(device.id), visit)
    return try formPage(DeviceForm(device, isNew: false, visit, problem: ""), visit)
  }

  private func formPage(_ form: DeviceForm, _ visit: Visit) throws -> Response {
    try page(
      form, title: visit.text(form.isNew ? .addDevice : .deviceEdit), visit,
      status: form.problem.isEmpty ? .ok : .unprocessableContent)
  }

  func register(_ visit: Visit, isNew: Bool) async throws -> Response {
    let form = visit.form
    let former = isNew ? nil : try await device(visit)
    var device = Device(
      id: former?.id ?? form["id"], label: form["label"], kind: Device.Kind(rawValue: form["kind"]) ?? .other,
      holder: form["holder"].isEmpty ? nil : form["holder"],
      status: Device.Status(rawValue: form["status"]) ?? former?.status ?? .inUse)
    // Lost is told by a report of its own, with a time.
    if device.status == .lost, former?.status != .lost { device.status = former?.status ?? .inUse }
    // Whoever may not see the holder does not change it either.
    if !visit.may(.seeHolders) { device.holder = former?.holder }
    let problem = self.problem(with: device, visit)
    guard problem.isEmpty else {
      return try formPage(DeviceForm(device, isNew: isNew, visit, problem: problem), visit)
    }
    let (custody, registered) = (custody.acting(as: visit.session?.account.id.text), device)
    let exists = try await work {
      if isNew, try custody.device(registered.id) != nil { return true }
      try custody.register([registered], at: visit.now)
      return false
    }
    if exists { throw Redirect(Address.device(device.id)) }
    throw Redirect(Address.with(Address.device(device.id), ["saved": "1"]))
  }

  private func problem(with device: Device, _ visit: Visit) -> String {
    if device.id.isEmpty { return visit.language.page(.fieldMissing, visit.text(.identifier)) }
    let isFit =
      DeviceName.isFit(id: device.id) && DeviceName.isFit(label: device.label)
      && DeviceName.isFit(label: device.holder ?? "")
    return isFit ? "" : visit.text(.problemInvalidTitle)
  }
}

struct DeviceForm: Page {
  static let template = "device-form"
  let isNew: Bool
  let problem: String
  let heading: String
  let id: String
  let label: String
  let holder: String
  let seesHolder: Bool
  let kinds: [Choice]
  let statuses: [Choice]
  let action: String
  let back: String

  init(_ device: Device, isNew: Bool, _ visit: Visit, problem: String) {
    self.isNew = isNew
    self.problem = problem
    let words = ScopeWords(language: visit.language)
    heading = isNew ? visit.text(.addDevice) : visit.text(.deviceEdit)
    id = device.id
    label = device.label
    seesHolder = visit.may(.seeHolders)
    holder = seesHolder ? device.holder ?? "" : ""
    kinds = Device.Kind.allCases.map { Choice(value: $0.rawValue, text: words.kind($0), isChosen: $0 == device.kind) }
    statuses = Device.Status.allCases.filter { $0 != .lost || device.status == .lost }.map {
      Choice(value: $0.rawValue, text: visit.text($0.phrase), isChosen: $0 == device.status)
    }
    action = isNew ? Address.newDevice : Address.editDevice(device.id)
    back = isNew ? Address.devices : Address.device(device.id)
  }
}
