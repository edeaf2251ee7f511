import CanonicalForms
import Custody
import Hashing
import OperationLogs

extension Custody {
  /// Takes facts of operation logs down as batches of an epoch of their own.
  func factSink() -> FactSink {
    FactSink(
      position: { device in
        let position = try self.position(of: device, from: .operationLog)
        return .init(epoch: position.epoch, lastSequence: position.lastSequence, chain: position.chain)
      },
      known: { device in
        Set(try self.records(of: device, from: .operationLog).map { LogFact.identity(of: $0.fact, at: $0.time) })
      },
      accept: { batch in
        switch try self.accept(batch) {
        case .accepted: return
        case .conflict: throw PathFailure(path: batch.device, reason: "another import is under way; run it again")
        case .refused(let refusal): throw PathFailure(path: batch.device, reason: "refused (\(refusal.rawValue))")
        }
      })
  }
}
