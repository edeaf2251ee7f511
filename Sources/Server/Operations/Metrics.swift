import Synchronization

/// Counters and gauges of one server, in the text form of Prometheus (exposition format 0.0.4). Labels come from closed
/// sets: routes, status codes, names of witnesses from the configuration.
package final class Metrics: Sendable {
  package enum Counter: String, Sendable, CaseIterable {
    case requests = "hikae_http_requests_total"
    case batches = "hikae_batches_total"
    case records = "hikae_records_total"
    case batchBytes = "hikae_batch_bytes_total"
    case commits = "hikae_commits_total"
    case commitBatches = "hikae_commit_batches_total"
    case commitFailures = "hikae_commit_failures_total"
    case enrolments = "hikae_enrolments_total"
    case checkpoints = "hikae_log_checkpoints_total"
    case witnessRounds = "hikae_witness_rounds_total"
    case osqueryRows = "hikae_osquery_rows_total"
    case diskReports = "hikae_disk_reports_total"
    case receiptProofs = "hikae_receipt_proofs_total"
    case logDoubts = "hikae_log_doubts_total"

    var help: String {
      switch self {
      case .requests: "Requests answered, by route and status."
      case .batches: "Batches, by what became of them."
      case .records: "Records in accepted batches."
      case .batchBytes: "Bytes of accepted batches."
      case .commits: "Transactions that took down batches."
      case .commitBatches: "Batches in those transactions."
      case .commitFailures: "Batches that could not be taken down."
      case .enrolments: "Enrolments and renewals, by what became of them."
      case .checkpoints: "Checkpoints published."
      case .witnessRounds: "Talks with witnesses, by witness and outcome."
      case .osqueryRows: "Rows from osquery, by what became of them."
      case .diskReports: "Reports of disks, by what became of them."
      case .receiptProofs: "Receipts that devices asked proofs of, by whether there was one."
      case .logDoubts: "Times that devices held something against the log, by what."
      }
    }
  }

  package enum Gauge: String, Sendable, CaseIterable {
    case bodyBytes = "hikae_body_bytes"
    case queueLoad = "hikae_commit_queue_load"
    case logSize = "hikae_log_size"
    case checkpointTime = "hikae_log_checkpoint_seconds"
    case witnessSize = "hikae_witness_size"
    case logFailing = "hikae_log_failing"
    case witnessFailing = "hikae_witness_failing"
    case started = "hikae_start_seconds"

    var help: String {
      switch self {
      case .bodyBytes: "Bytes of request bodies in memory."
      case .queueLoad: "How full the queue before the database is, 0 to 1."
      case .logSize: "Leaves of the published log."
      case .checkpointTime: "When the log was last found up to date, in seconds since 1970."
      case .witnessSize: "Leaves that each witness has cosigned."
      case .logFailing: "1 while the log cannot be published: the journal is damaged, or the log's folder is."
      case .witnessFailing: "1 while a witness refuses to cosign, or does not answer, by witness."
      case .started: "When this server started, in seconds since 1970."
      }
    }
  }

  private struct Key: Hashable {
    let name: String
    let labels: String
  }

  private let values = Mutex<[Key: Double]>([:])

  package init() {}

  package func add(_ counter: Counter, _ count: Double = 1, labels: [String: String] = [:]) {
    let key = Key(name: counter.rawValue, labels: Self.text(labels))
    values.withLock { $0[key, default: 0] += count }
  }

  package func set(_ gauge: Gauge, _ value: Double, labels: [String: String] = [:]) {
    let key = Key(name: gauge.rawValue, labels: Self.text(labels))
    values.withLock { $0[key] = value }
  }

  package func value(_ counter: Counter, labels: [String: String] = [:]) -> Double {
    values.withLock { $0[Key(name: counter.rawValue, labels: Self.text(labels))] ?? 0 }
  }

  /// Everything, in the order of the lists above; nothing that was never touched.
  package var text: String {
    let values = values.withLock { $0 }
    var text = ""
    let families =
      Counter.allCases.map { ($0.rawValue, $0.help, "counter") }
      + Gauge.allCases.map { ($0.rawValue, $0.help, "gauge") }
    for (name, help, type) in families {
      let own = values.filter { $0.key.name == name }.sorted { $0.key.labels < $1.key.labels }
      guard !own.isEmpty else { continue }
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (key, value) in own {
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
        text += "\(name)\(key.labels) \(number)\n"
      }
    }
    return text
  }

  private static func text(_ labels: [String: String]) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value))\"" }
    return "{" + pairs.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
