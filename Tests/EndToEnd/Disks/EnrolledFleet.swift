import Accounts
import CanonicalForms
import Custody
import Glibc
import HikaeCommands
import Storage
import TestDisks
import Testing

@testable import Agent

/// A running `hikae serve` with two devices, and what the tests ask it.
final class EnrolledFleet {
  let workplace: Workplace
  let server: Workplace.Running
  let address: String
  let authority: String

  init() throws {
    workplace = try Workplace()
    try workplace.run("init")
    for device in ["PC-1", "PC-2"] { try workplace.run("devices", "add", device) }
    server = try workplace.start(["serve", "--listen", "127.0.0.1:0", "--agents", "127.0.0.1:0"])
    let port = try #require(try server.lines(5).first { $0.hasPrefix("Agents") }?.split(separator: ":").last)
    address = "https://localhost:\(port)"
    authority = workplace.data + "/keys/authority.pem"
  }

  func state(_ device: String) -> StateFolder { StateFolder(workplace.path + "/state-" + device) }

  func enrol(_ device: String) throws -> Identity {
    let token = try #require(try workplace.answer("devices", "token", device, "--json")["token"].string)
    mkdir(state(device).path, 0o700)
    return try Enrolment.enrol(
      .init(server: address, token: token, label: device, authority: authority), state(device))
  }

  func diskServer(_ identity: Identity) -> DiskServer {
    DiskServer(identity: identity, state: state(identity.device))
  }

  func places(of disk: LUKSDisk) -> BlockDevices { BlockDevices(sysfs: disk.sysfs, devices: disk.devices) }

  func importKey(_ passphrase: String, of device: String, volume: String, slot: Int) throws {
    let file = try workplace.write(
      "keys.csv", "device,slot,volume,kind,key\n\(device),\(slot),\(volume),luks,\(passphrase)\n")
    let finished = try workplace.run("import", "keys", file)
    try #require(finished.status == 0, "\(finished.text)")
  }

  /// The kept keys of a device, as `hikae keys` lists them.
  func keys(of device: String) throws -> [JSON] {
    try workplace.run("keys", "list", "--device", device, "--json").json().filter { $0["alarm"] == .null }
  }

  /// The latest proof of the only key of a device.
  func proof(of device: String) throws -> JSON {
    let key = try #require(try keys(of: device).last)
    let shown = try workplace.answer("keys", "show", try #require(key["id"].string), "--json")
    guard case .array(let history) = shown["history"] else { return .null }
    return history.first ?? .null
  }

  /// How many entries the journal has.
  func entries() throws -> Int64 {
    let status = try workplace.answer("log", "status", "--json")
    return (status["size"].integer ?? 0) + (status["ahead"].integer ?? 0)
  }

  /// Shows a key to somebody, as two people agree.
  func reveal(_ key: String) throws -> String {
    let custody = try Custody(
      folder: DataFolder(workplace.data), database: workplace.database.postgresURL, beside: InstallationParts.all)
    let accounts = try Accounts(
      journal: custody.journal, keyPath: DataFolder(workplace.data).accountsKeyPath, cost: .least)
    for (login, role) in [("tanaka", Role.administrator), ("suzuki", .keyCustodian)] {
      _ = try accounts.invite(
        login: login, name: login, roles: [role], organisation: nil, language: "ja", by: .hikae, at: .now)
    }
    let request = try workplace.answer(
      "keys", "request", key, "--case", "J-1", "--reason", "found", "--as", "tanaka", "--json")
    let id = try #require(request["id"].string)
    try workplace.run("keys", "approve", id, "--as", "suzuki")
    return try #require(try workplace.run("keys", "reveal", id, "--as", "tanaka").lines.first)
  }
}
