import CanonicalForms
import Cryptography

/// A report as a record keeps it and a device sends it.
extension ProtectorReport {
  package var json: JSON {
    var members: [String: JSON] = [
      "system": .string(system.rawValue), "volume": .string(volume), "cipher": .string(cipher),
      "counter": .string(String(counter)), "written": JSON(written), "metadata": JSON(bytes: metadata.bytes),
      "suspended": .bool(isSuspended), "partial": .bool(isPartial), "on_write": .bool(encryptsOnWrite),
      "sound": JSON(copies.sound), "copies": JSON(copies.all),
      "protectors": .array(
        protectors.map { entry in
          var members: [String: JSON] = [
            "id": .string(entry.id), "kind": .string(entry.kind), "created": JSON(entry.created),
            "counter": JSON(entry.counter.map { String($0) }),
            "fingerprint": entry.fingerprint.map { JSON(bytes: $0.bytes) } ?? .null,
          ]
          if let area = areas[entry.id] { members["area"] = JSON(bytes: area.bytes) }
          return .object(members)
        }),
    ]
    if let keyBits { members["key_bits"] = JSON(keyBits) }
    return .object(members)
  }

  /// Longest text of a report: an identifier, a cipher, a kind.
  private static let longest = 256

  /// - Returns: nil for anything that `json` does not give.
  package init?(_ json: JSON) {
    func text(_ value: JSON) -> String? { value.string.flatMap { $0.utf8.count <= Self.longest ? $0 : nil } }
    guard let system = text(json["system"]).flatMap(KeyProof.System.init(rawValue:)), let volume = text(json["volume"]),
      let cipher = text(json["cipher"]), let counter = text(json["counter"]).flatMap({ UInt64($0) }),
      let metadata = Self.digest(json["metadata"]), let isSuspended = json["suspended"].boolean,
      let isPartial = json["partial"].boolean, let encryptsOnWrite = json["on_write"].boolean,
      let sound = json["sound"].integer.flatMap({ Int(exactly: $0) }),
      let all = json["copies"].integer.flatMap({ Int(exactly: $0) }), (0...8).contains(all), (0...all).contains(sound),
      case .array(let listed) = json["protectors"], listed.count <= Protector.most
    else { return nil }
    var protectors: [Entry] = []
    var areas: [String: SHA256Digest] = [:]
    for entry in listed {
      guard let id = text(entry["id"]), let kind = text(entry["kind"]) else { return nil }
      protectors.append(
        Entry(
          id: id, kind: kind, created: entry["created"].moment, counter: text(entry["counter"]).flatMap { UInt64($0) },
          fingerprint: Self.digest(entry["fingerprint"])))
      areas[id] = Self.digest(entry["area"])
    }
    self.system = system
    self.volume = volume
    self.cipher = cipher
    // Reports from before do not have it.
    keyBits = json["key_bits"].integer.flatMap { (8...4096).contains($0) ? Int($0) : nil }
    self.protectors = protectors
    self.counter = counter
    written = json["written"].moment
    self.metadata = metadata
    self.isSuspended = isSuspended
    self.isPartial = isPartial
    self.encryptsOnWrite = encryptsOnWrite
    copies = (sound, all)
    self.areas = areas
  }

  private static func digest(_ json: JSON) -> SHA256Digest? {
    json.bytes.flatMap { $0.count == 32 ? SHA256Digest($0) : nil }
  }
}
