import Foundation
import JapaneseText
import PersonalData

// What is recognised in running text, span by span, against the truth of a corpus: see Benchmarks/accuracy.py, which a count
// of people alone would deceive, for a name that is none makes up for one that was missed.
//
//     PassageBenchmark TRUTH.jsonl     lines with `text` and `spans` ([start, end, field, person], in characters)
//
// A name is right where the same characters are a name in the truth. Prints one line a field as JSON, and to standard error
// what was wrong.

/// Fields of the truth in the words of `hikae scan --json`; the others are not held against spans.
let fields: [String: Field] = [
  "name": .name, "kana": .kana, "dob": .birthDate, "postal": .postalCode, "address": .address, "phone": .phone,
  "email": .email,
]

struct Span: Hashable {
  var range: Range<Int>
  var field: Field
}

struct Tally {
  var right = 0
  /// Of the right field, but longer or shorter.
  var touching = 0
  var wrong = 0
  var missed = 0
}

/// A line of the truth that has spans.
struct Passage {
  var text: String
  var kind: String
  var spans: Set<Span> = []
  /// Names of those who wrote, who are no people of the text.
  var ofNobody: Set<Span> = []

  /// - Parameter folder: where the files of the truth lie.
  init?(_ line: Substring, in folder: URL) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let spans = object["spans"] as? [[Any]], let kind = object["kind"] as? String
    else { return nil }
    let file = object["file"] as? String ?? ""
    // Files that name nobody may stand in the truth without their text.
    guard
      let text = object["text"] as? String
        ?? (file.hasSuffix(".txt") ? try? String(contentsOf: folder.appending(path: file), encoding: .utf8) : nil)
    else { return nil }
    self.text = text
    self.kind = kind
    // Characters of the truth are scalars; spans of the recogniser are bytes.
    var offsets = [0]
    for scalar in text.unicodeScalars { offsets.append((offsets.last ?? 0) + UTF8.width(scalar)) }
    for span in spans {
      guard span.count == 4, let start = span[0] as? Int, let end = span[1] as? Int, let name = span[2] as? String,
        let field = fields[name], start <= end, end < offsets.count
      else { continue }
      let known = Span(range: offsets[start]..<offsets[end], field: field)
      if span[3] is Int { self.spans.insert(known) } else { ofNobody.insert(known) }
    }
  }

  func words(_ span: Span) -> String {
    String(decoding: Array(text.utf8)[span.range], as: UTF8.self).replacing("\n", with: "⏎")
  }
}

guard CommandLine.arguments.count == 2,
  let truth = try? String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8),
  let today = CivilDate(packed: 2025_03_15)
else {
  FileHandle.standardError.write(Data("usage: PassageBenchmark TRUTH.jsonl\n".utf8))
  exit(2)
}

let recogniser = PassageRecogniser(asOf: today)
var tallies: [Field: Tally] = [:]
var passages = 0
let folder = URL(filePath: CommandLine.arguments[1]).deletingLastPathComponent()
for line in truth.split(separator: "\n") {
  guard let passage = Passage(line, in: folder) else { continue }
  passages += 1
  var found: Set<Span> = []
  for person in recogniser.recognise(passage.text).people where person.certainty != .handler {
    for span in person.spans where fields.values.contains(span.field) {
      found.insert(Span(range: span.range, field: span.field))
    }
  }
  for span in found {
    if passage.spans.contains(span) {
      tallies[span.field, default: Tally()].right += 1
    } else if passage.spans.contains(where: { $0.field == span.field && $0.range.overlaps(span.range) }) {
      tallies[span.field, default: Tally()].touching += 1
      FileHandle.standardError.write(Data("\(span.field.rawValue) cut otherwise: \(passage.words(span))\n".utf8))
    } else {
      tallies[span.field, default: Tally()].wrong += 1
      let isOfNobody = passage.ofNobody.contains { $0.field == span.field && $0.range.overlaps(span.range) }
      FileHandle.standardError.write(
        Data(
          "\(span.field.rawValue) wrong\(isOfNobody ? " (who wrote)" : ""): \(passage.words(span)) [\(passage.kind)]\n"
            .utf8))
    }
  }
  for span in passage.spans where !found.contains(where: { $0.field == span.field && $0.range.overlaps(span.range) }) {
    tallies[span.field, default: Tally()].missed += 1
    FileHandle.standardError.write(
      Data("\(span.field.rawValue) missed: \(passage.words(span)) [\(passage.kind)]\n".utf8))
  }
}

for field in Field.allCases {
  guard let tally = tallies[field] else { continue }
  print(
    """
    {"field": "\(field.rawValue)", "right": \(tally.right), "touching": \(tally.touching), "wrong": \(tally.wrong), \
    "missed": \(tally.missed), "passages": \(passages)}
    """)
}
