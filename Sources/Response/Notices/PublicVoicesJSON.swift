import CanonicalForms
import Wording

// For other programs: names and shapes are a promise, docs/formats/incident.md.

extension NoticeState {
  package var json: JSON {
    [
      "series": .string(series.id), "incident": .string(series.incident),
      "client": .string(series.client?.text ?? ""), "master": .string(series.master), "url": .string(series.url),
      "publisher": .string(series.publisher), "corrections": .array(corrections.map(\.json)),
      "pending": .array(pending.map { JSON($0) }), "revisions": .array(revisions.map(\.json)),
    ]
  }
}

extension NoticeRevision {
  package var json: JSON {
    [
      "number": JSON(number), "state": .string(state.rawValue), "reason": .string(reason.rawValue),
      "takes": JSON(takes), "written": JSON(writtenAt), "published": JSON(publishedAt),
      "languages": JSON(languages.map(\.rawValue)), "note": JSON(notes[.ja]),
      "documents": .object(
        Dictionary(
          uniqueKeysWithValues: documents.map { ($0.key.rawValue, .string(OutwardDocument.name($0.value))) })),
    ]
  }
}

extension Inquiry {
  /// Without who asked and in which words.
  package var json: JSON {
    [
      "id": .string(name), "client": .string(client?.text ?? ""), "channel": .string(channel.rawValue),
      "topic": .string(topic.rawValue), "question": question.map { .string("F-\($0)") } ?? .null,
      "version": version.map { JSON($0) } ?? .null, "check": .string(check.rawValue),
      "outcome": .string(outcome.rawValue), "taken": JSON(takenAt), "due": JSON(due), "closed": JSON(closedAt),
    ]
  }
}

extension LeakSurvey {
  package var json: JSON {
    [
      "number": JSON(number), "from": .string("\(from)"), "until": .string("\(until)"), "due": JSON(due),
      "recorded": JSON(record?.recordedAt), "version": record.map { JSON($0.version) } ?? .null,
      "record": record?.json ?? .null,
    ]
  }
}
