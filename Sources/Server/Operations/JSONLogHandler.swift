import CanonicalForms
import Glibc
import Logging

/// Logs as one JSON object a line. What may stand in them is decided where they are written: routes, codes, device ids
/// of the operator; nothing that a request or a file brought along.
package struct JSONLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level
  private let sink: @Sendable ([UInt8]) -> Void

  /// - Parameter sink: gets whole lines.
  package init(level: Logger.Level = .info, sink: @escaping @Sendable ([UInt8]) -> Void = Self.standardError) {
    logLevel = level
    self.sink = sink
  }

  package static func standardError(_ line: [UInt8]) {
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var members: [String: JSON] = [:]
    for (name, value) in metadata { members[name] = Self.json(value) }
    for (name, value) in event.metadata ?? [:] { members[name] = Self.json(value) }
    members["time"] = JSON(Moment.now)
    members["level"] = .string(event.level.rawValue)
    members["message"] = .string("\(event.message)")
    sink(JSON.object(members).canonicalBytes + [0x0A])
  }

  private static func json(_ value: Logger.MetadataValue) -> JSON {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let value):
      switch value {
      case let number as Int: JSON(number)
      case let number as Double: .integer(Int64(number.rounded()))
      default: .string("\(value)")
      }
    case .array(let values): .array(values.map(json))
    case .dictionary(let members): .object(members.mapValues(json))
    }
  }
}
