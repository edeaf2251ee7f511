import Contents
import PersonalData
import Wording

extension Language {
  /// The field's name; its code should a catalogue not have it.
  func text(_ field: Field) -> String { stored("field", field.rawValue) }

  func text(_ reason: UnreadReason) -> String { stored("unread", reason.rawValue) }
}
