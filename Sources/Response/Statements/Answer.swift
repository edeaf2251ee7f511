import CanonicalForms
import PersonalData

/// What a statement says. The three values besides a known one are those of the W3C Data Privacy Vocabulary: a blank could
/// mean any of them.
package enum Answer: Sendable, Hashable {
  case known(Value)
  /// It was looked for, and nobody can say.
  case unknown
  case notApplicable
  /// Nobody has looked yet, or the answer is on its way.
  case notYetAvailable

  package enum Value: Sendable, Hashable {
    case time(TimeSpan)
    case quantity(Quantity)
    case fields([Field])
    case yesNo(Bool)
    /// A stable code out of the fact's list.
    case choice(String)
    /// Words of whoever states it; may name people, so it lies in the personal part.
    case text(String)
  }

  package var value: Value? { if case .known(let value) = self { value } else { nil } }
  package var time: TimeSpan? { if case .known(.time(let time)) = self { time } else { nil } }
  package var quantity: Quantity? { if case .known(.quantity(let quantity)) = self { quantity } else { nil } }
  package var yesNo: Bool? { if case .known(.yesNo(let value)) = self { value } else { nil } }
  package var choice: String? { if case .known(.choice(let code)) = self { code } else { nil } }
  package var text: String? { if case .known(.text(let text)) = self { text } else { nil } }
  package var fields: [Field]? { if case .known(.fields(let fields)) = self { fields } else { nil } }

  /// Whether both can be true: times and numbers agree where their bounds overlap. What is not known agrees with everything.
  package func agrees(with other: Answer) -> Bool {
    switch (self, other) {
    case (.known(.time(let a)), .known(.time(let b))): a.overlaps(b)
    case (.known(.quantity(let a)), .known(.quantity(let b))): a.overlaps(b)
    case (.known(.fields(let a)), .known(.fields(let b))): Set(a) == Set(b)
    case (.known(let a), .known(let b)): a == b
    case (.notApplicable, .known), (.known, .notApplicable): false
    default: true
    }
  }

  /// Whether it leaves more open than the other, and leaves open all that the other says.
  package func isVaguer(than other: Answer) -> Bool {
    switch (self, other) {
    case (.known(.time(let a)), .known(.time(let b))): a != b && a.from <= b.from && b.until <= a.until
    case (.known(.quantity(let a)), .known(.quantity(let b))):
      a != b && a.least <= b.least && b.most ?? .max <= a.most ?? .max
    case (.unknown, .known), (.unknown, .notApplicable), (.notYetAvailable, .known), (.notYetAvailable, .notApplicable):
      true
    default: false
    }
  }
}

extension Answer {
  /// The form in the journal. Texts are left out of it: they may name people.
  var publicJSON: JSON {
    switch self {
    case .known(.text): ["kind": "text"]
    default: json
    }
  }

  package var json: JSON {
    switch self {
    case .unknown: ["kind": "unknown"]
    case .notApplicable: ["kind": "not_applicable"]
    case .notYetAvailable: ["kind": "not_yet_available"]
    case .known(.time(let time)): ["kind": "time", "from": JSON(time.from), "until": JSON(time.until)]
    case .known(.quantity(let quantity)):
      ["kind": "quantity", "least": JSON(quantity.least), "most": quantity.most.map { JSON($0) } ?? .null]
    case .known(.fields(let fields)): ["kind": "fields", "fields": JSON(fields.map(\.rawValue))]
    case .known(.yesNo(let value)): ["kind": "yes_no", "value": JSON(value)]
    case .known(.choice(let code)): ["kind": "choice", "value": .string(code)]
    case .known(.text(let text)): ["kind": "text", "value": .string(text)]
    }
  }

  /// - Parameter text: what was left out of the public form; nil when it was erased.
  init?(json: JSON, text: String? = nil) {
    switch json["kind"].string {
    case "unknown": self = .unknown
    case "not_applicable": self = .notApplicable
    case "not_yet_available": self = .notYetAvailable
    case "time":
      guard let from = json["from"].moment, let until = json["until"].moment else { return nil }
      self = .known(.time(TimeSpan(from, until)))
    case "quantity":
      guard let least = json["least"].integer else { return nil }
      self = .known(
        .quantity(Quantity(least: Int(clamping: least), most: json["most"].integer.map { Int(clamping: $0) })))
    case "fields": self = .known(.fields(json["fields"].strings.compactMap(Field.init(rawValue:))))
    case "yes_no":
      guard let value = json["value"].boolean else { return nil }
      self = .known(.yesNo(value))
    case "choice":
      guard let code = json["value"].string else { return nil }
      self = .known(.choice(code))
    case "text":
      // What was erased is not known any more.
      guard let text = text ?? json["value"].string else {
        self = .unknown
        return
      }
      self = .known(.text(text))
    default: return nil
    }
  }
}
