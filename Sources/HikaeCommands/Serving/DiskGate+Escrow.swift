import Custody
import DiskEncryption
import KeyEscrow
import Server

extension DiskGate {
  /// The keys that an installation keeps.
  init(_ escrow: KeyEscrow, _ custody: Custody) {
    self.init(requestType: DiskMessage.type, answerType: DiskAnswer.type, longest: DiskMessage.longest) { arrival in
      do {
        let message = try DiskMessage(parsing: arrival.bytes)
        let isLost = try custody.device(arrival.device)?.status == .lost
        let caller = DeviceCaller(device: arrival.device, certificate: arrival.certificate, isLost: isLost)
        return try escrow.hear(message, from: caller, at: arrival.at).bytes
      } catch let failure as DiskEncryptionFailure {
        throw Problem(.malformed, detail: failure.description)
      }
    }
  }
}
