import OperationLogs
import Wording

extension LineageAnswer {
  /// The chain from the file back to what is known:
  /// `名簿.xlsx ← D:\受領\名簿.xlsx（コピー 2024-03-01 10:22）← 受領データ R-017`.
  package func text(in language: Language) -> String {
    var parts = [WindowsPath.name(of: path)]
    for step in steps {
      switch step {
      case .known(let path, let label):
        // A copy or a move has named the path already.
        let isNamed = parts.last?.hasPrefix(path) == true
        if !label.isEmpty {
          parts.append(language.text(.lineageDelivery, label))
        } else if !isNamed, !path.isEmpty {
          parts.append(path)
        }
      case .sameHash: parts.append("(\(language.text(.lineageSameHash)))")
      case .sameNameAndSize: parts.append("(\(language.text(.lineageSameNameAndSize)))")
      case .copied(let from, let time):
        parts.append("\(from) (\(language.text(.lineageCopied, time.localMinute)))")
      case .moved(let from, let time):
        parts.append("\(from) (\(language.text(.lineageMoved, time.localMinute)))")
      case .written(let path, let time):
        parts.append("\(path) (\(language.text(.lineageWritten, time.localMinute)))")
      case .deletedBefore(let path, let time):
        parts.append("\(path) (\(language.text(.lineageDeletedBefore, time.localMinute)))")
      }
    }
    return PrintableText.of(parts.joined(separator: " ← "))
  }
}
