import Contents
import Documents
import OperationLogs

/// Operation logs of other tools: tables, the one string of Systemwalker, mapping files, osquery's results.
enum OperationLogTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "log-content") { bytes in
      let content = BracketedContent(String(decoding: bytes, as: UTF8.self))
      mustHold(content.items.count <= BracketedContent.mostItems, "items are bounded")
    },
    FuzzTarget(name: "log-mapping") { bytes in
      guard let layout = try? LayoutFile.read(Array(bytes)) else { return }
      mustHold(!layout.words.isEmpty, "a mapping has words")
    },
    FuzzTarget(name: "log-osquery") { bytes in
      var results = OsqueryResults()
      for (place, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
        results.line(Array(line), number: place + 1)
      }
      follow(results.finish())
    },
    FuzzTarget(name: "log-table") { bytes in
      var log = LogTable(.init())
      try? DocumentReader.read(MemorySource(Array(bytes)), named: "log.csv") { event in
        switch event {
        case .rows(let batch): log.rows(batch)
        case .passage(let passage): log.preamble(passage.text)
        default: break
        }
      }
      let file = log.finish()
      mustHold(
        file.layout == nil || file.entries.count + file.others + file.unread.count == file.rows,
        "every row is accounted for")
      follow(file)
    },
    FuzzTarget(name: "log-time") { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = ClockTime.read(text)
      _ = ClockTime.read(text, twoDigitYears: true)
      _ = ClockTime.read(text, by: text)
      _ = LogZone(text)
      mustHold(WindowsPath.key(text).utf8.count <= text.utf8.count * 2 + 2, "a key is about as long as its path")
    },
  ]

  /// What was read becomes facts, once, and every chain ends.
  private static func follow(_ file: LogFile) {
    var collection = LogCollection()
    collection.add(file)
    collection.add(file)
    let facts = collection.facts { $0 }
    let known = file.entries.prefix(4).enumerated().map { place, entry in
      KnownFile(
        device: entry.device, path: entry.path ?? "C:\\x", size: Int64(place),
        content: entry.sha256 ?? entry.meaning)
    }
    for answer in Lineage(known: known).answers(for: facts.devices).answers {
      mustHold(!answer.steps.isEmpty && answer.steps.count <= 32, "a chain has steps, and an end")
    }
  }
}
