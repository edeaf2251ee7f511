import Custody
import OperationLogs

extension Custody {
  /// Takes facts of operation logs down, in an epoch of their own.
  func factSink() -> FactSink {
    FactSink(
      known: { device in
        Set(try self.records(of: device, from: .operationLog).map { LogFact.identity(of: $0.fact, at: $0.time) })
      },
      accept: { facts, device in try self.observe(facts, of: device, from: .operationLog) })
  }
}
