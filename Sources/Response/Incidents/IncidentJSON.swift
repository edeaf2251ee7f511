import CanonicalForms

// For other programs: names and shapes are a promise, docs/formats/incident.md.

extension Incident {
  package var json: JSON {
    [
      "id": .string(id), "device": .string(device), "last_seen": JSON(lastSeen), "opened": JSON(openedAt),
      "opened_by": .string(openedBy), "by_holder": JSON(isByHolder), "closed": JSON(closedAt),
    ]
  }
}

extension Statement {
  /// - Parameter stands: whether it is the one that stands.
  package func json(stands: Bool) -> JSON {
    [
      "id": .string(name), "fact": .string(fact.rawValue), "client": .string(subject.client), "answer": answer.json,
      "as_of": JSON(asOf), "said": JSON(saidAt), "recorded": JSON(recordedAt),
      "source": .string(source.kind.rawValue), "reference": .string(source.reference),
      "kind": .string(kind.rawValue), "confidence": .string(confidence.rawValue), "stands": JSON(stands),
      "retracted": JSON(retraction != nil), "erased": JSON(isErased),
    ]
  }
}

extension Contradiction {
  package var json: JSON {
    [
      "id": .string(id), "kind": .string(kind.rawValue), "fact": .string(first.fact.rawValue),
      "resolved": JSON(resolution?.at), "reason": JSON(resolution?.reason),
    ]
  }
}

extension ResponseTask {
  package var json: JSON {
    [
      "id": .string(name), "kind": .string(kind.rawValue), "title": JSON(title), "owner": JSON(owner),
      "due": JSON(due), "state": .string(state.rawValue), "proof": JSON(proof),
    ]
  }
}

extension RecordedPack {
  /// Without what it holds.
  package var json: JSON {
    [
      "client": .string(client.text), "number": JSON(number), "document": .string(OutwardDocument.name(document)),
      "made": JSON(madeAt), "sha256": JSON(bytes: sha256), "handed_over": JSON(handedOverAt),
      "received": JSON(receivedAt),
    ]
  }
}

extension TimelineEvent {
  package var json: JSON {
    [
      "event": JSON(event), "known": JSON(known), "kind": .string(kind), "reference": .string(reference),
      "actor": .string(actor), "note": JSON(note), "journal": .integer(sequence),
    ]
  }
}

extension OutwardDocument {
  package var json: JSON {
    [
      "id": .string(name), "kind": .string(kind.rawValue), "recipient": .string(recipient),
      "language": .string(language), "issued": JSON(issuedAt), "corrects": JSON(corrects.map { Self.name($0) }),
      "sentences": .array(sentences.map(\.json)),
    ]
  }
}

extension Correction {
  package var json: JSON {
    [
      "document": .string(OutwardDocument.name(document)), "kind": .string(kind.rawValue),
      "sentence": JSON(sentence + 1), "fact": .string(fact.rawValue), "client": .string(subject.client),
      "former": JSON(former.map { Statement.name($0) }), "current": JSON(current.map { Statement.name($0) }),
      "old": .string(oldText), "new": .string(newText), "old_sentence": .string(oldSentence),
      "new_sentence": .string(newSentence),
    ]
  }
}

extension ObligationChange {
  package func json(at moment: Moment) -> JSON {
    [
      "kind": .string(kind.rawValue), "id": .string(id), "before": before.map { $0.json(at: moment) } ?? .null,
      "after": after.map { $0.json(at: moment) } ?? .null,
    ]
  }
}
