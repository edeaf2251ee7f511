import DiskEncryption
import Glibc

/// A talk with the server about this device's disks: what lies open is reported, and what the server wants of it is done, until
/// it wants nothing more for now.
package struct DiskTalk {
  /// A volume that is open, with its header as it lies on the device.
  struct Found {
    let mapping: OpenMapping
    let image: FileImage
    let volume: LUKSVolume

    /// With the areas of its slots: one that was overwritten leaves the header as it was. Where they cannot be read, without.
    var report: ProtectorReport {
      let encrypted = EncryptedVolume.luks(volume)
      return (try? encrypted.report(in: image)) ?? encrypted.report
    }
  }

  /// Messages of one talk: a server that always wants more is asked again later.
  private static let mostMessages = 8

  private let places: BlockDevices
  private let server: DiskServer
  private let slots: OwnSlots?

  /// - Parameter slots: where the agent remembers its own; nil changes none.
  package init(places: BlockDevices = BlockDevices(), server: DiskServer, slots: OwnSlots? = nil) {
    self.places = places
    self.server = server
    self.slots = slots
  }

  package struct Outcome: Sendable, Equatable {
    /// Volumes that were reported.
    package var volumes = 0
    /// Why others could not be; nil when all were.
    package var trouble: String?
    /// Until the next talk.
    package var nextSeconds = 3600
  }

  /// - Throws: `.delivery`.
  package func talk() throws(AgentFailure) -> Outcome {
    var outcome = Outcome()
    var done: [DiskStatement] = []
    for _ in 0..<Self.mostMessages {
      let (found, unread) = Self.volumes(in: places)
      outcome.volumes = found.count
      outcome.trouble = unread.isEmpty ? nil : unread.joined(separator: "; ")
      guard !found.isEmpty || !done.isEmpty else { break }
      // What was done for the former answer comes first: its metadata are the present ones.
      let message = DiskMessage(done + found.map { .report($0.report) })
      let answer = try server.say(message)
      outcome.nextSeconds = answer.nextSeconds
      done = answer.orders.compactMap { carryOut($0, on: found) }
      if done.isEmpty { break }
    }
    return outcome
  }

  /// Volumes that are open and whose header can be read. Others are not reported, as nothing could be proved of them.
  /// - Returns: also why headers could not be read, such as for want of a permission. A device without a header has one elsewhere,
  ///   which is no trouble.
  static func volumes(in places: BlockDevices) -> (found: [Found], unread: [String]) {
    var found: [Found] = []
    var unread: [String] = []
    for mapping in OpenMapping.all(in: places) {
      do throws(DiskEncryptionFailure) {
        let image = try FileImage(path: mapping.raw)
        guard case .luks(let volume) = try EncryptedVolume(reading: image), mapping.isOf(volume.uuid) else { continue }
        found.append(Found(mapping: mapping, image: image, volume: volume))
      } catch {
        guard error.code != .notEncrypted else { continue }
        unread.append(error.message.hasPrefix(mapping.raw) ? error.message : "\(mapping.raw): \(error.message)")
      }
    }
    return (found, unread)
  }

  private func carryOut(_ order: DiskOrder, on found: [Found]) -> DiskStatement? {
    switch order {
    case .copy(let volume, let slot):
      guard let slot, let one = found.first(where: { $0.volume.uuid == volume }),
        let copy = try? EncryptedVolume.luks(one.volume).metadata(in: one.image, slot: slot)
      else { return nil }
      return .copy(copy)
    case .read(let question):
      guard let one = found.first(where: { $0.volume.uuid == question.volume }) else {
        return .unanswered(question: question.id, .closed)
      }
      do {
        return try SectorReader(mapping: one.mapping, volume: one.volume).answer(question)
      } catch {
        return .unanswered(question: question.id, error.why)
      }
    case .replace(let volume, let slot, let key):
      // What cannot be done now is asked for again.
      guard let slots, let one = found.first(where: { $0.volume.uuid == volume }),
        let adopted = try? SlotKeeper(device: one.mapping.raw, server: server, slots: slots).rotate(slot, key: key)
      else { return nil }
      return .confirm(volume: volume, slot: adopted.slot)
    case .kept: return nil
    }
  }
}

/// The server, as far as disks go.
package struct DiskServer: Sendable {
  private let post: @Sendable ([UInt8]) throws(AgentFailure) -> HTTPClient.Answer

  /// Over mutual TLS, as the device was enrolled.
  package init(identity: Identity, state: StateFolder) {
    let client = HTTPClient(authority: state.authority, certificate: (state.certificate, state.clientKey))
    let url = identity.server + "/agent/v1/disks"
    post = { bytes throws(AgentFailure) in try client.post(bytes, to: url, type: DiskMessage.type) }
  }

  /// Seconds between tries, and how often: the agent that runs may be talking, and the server hears one at a time.
  private static let pause: UInt32 = 2
  private static let mostTries = 5

  /// As `say`, and again when the server is busy or not reached.
  func sayPatiently(_ message: DiskMessage) throws(AgentFailure) -> DiskAnswer {
    for _ in 1..<Self.mostTries {
      do throws(AgentFailure) { return try say(message) } catch { sleep(Self.pause) }
    }
    return try say(message)
  }

  /// - Throws: `.delivery` for anything but an answer.
  func say(_ message: DiskMessage) throws(AgentFailure) -> DiskAnswer {
    var bytes = message.bytes
    defer { SecretBytes.wipe(&bytes) }
    var answer = try post(bytes)
    defer { SecretBytes.wipe(&answer.body) }
    guard answer.status == 200 else {
      throw AgentFailure(.delivery, "the server takes no report of disks (status \(answer.status))")
    }
    do { return try DiskAnswer(parsing: answer.body) } catch {
      throw AgentFailure(.delivery, error.description)
    }
  }
}
