import CanonicalForms
import OperationLogs
import PersonalData
import Storage

extension Scope {
  /// The answer for other programs. Names and shape are a promise: docs/formats/drill.md.
  package var json: JSON {
    [
      "device": [
        "id": .string(device.id), "label": .string(device.label), "kind": .string(device.kind.rawValue),
        "status": .string(device.status.rawValue),
      ],
      "at": JSON(at), "besides": .array(besides.map { JSON($0) }), "answered_at": JSON(answeredAt),
      "as_known": JSON(asKnownAt), "last_scan": JSON(lastScan), "next_scan": JSON(nextScan),
      "roots": JSON(roots), "method": .string(Self.method), "unit": .string(Self.unit),
      "total": Self.json(total), "unattributed": Self.json(unattributed), "shared_people": JSON(shared),
      "clients": .array(clients.map(\.json)),
      "unknown_names": .array(
        unknownNames.map { name in
          [
            "kind": .string(name.hint.kind.rawValue), "value": .string(name.hint.value), "files": JSON(name.files),
          ]
        }),
      "unread": .array(
        unread.map { row in
          [
            "reason": JSON(row.reason?.rawValue ?? "not_yet_read"), "part": JSON(row.isPart),
            "certain_files": JSON(row.certain), "possible_files": JSON(row.possible), "examples": JSON(row.examples),
          ]
        }),
      "doubtful": .array(
        doubtful.map { row in
          [
            "reason": .string(row.doubt.rawValue), "files": JSON(row.files), "people_in_these_alone": JSON(row.people),
            "noticed_from": JSON(row.since?.lowerBound), "noticed_to": JSON(row.since?.upperBound),
          ]
        }),
      "inherited": .array(inherited.map(\.json)), "inherited_cut": JSON(isLineageCut),
      "gaps": .array(gaps.map(\.json)),
      "losses": .array(
        losses.map { ["reported": JSON($0.reported), "last_seen": JSON($0.lastSeen)] }),
      "known_today": JSON(knownToday.map(\.rawValue)), "arrived_since": arrivedSince.map(\.json) ?? .null,
      "sightings": .array(
        sightings.map { ["device": .string($0.device), "from": JSON($0.from), "until": JSON($0.until)] }),
    ]
  }

  fileprivate static func json(_ share: Share) -> JSON {
    [
      "certain": json(share.certain), "possible": json(share.possible), "certain_files": JSON(share.certainFiles),
      "possible_files": JSON(share.possibleFiles),
    ]
  }

  private static func json(_ people: People) -> JSON {
    let fields = people.byField.map { ($0.key.rawValue, JSON($0.value)) }
    return [
      "people": JSON(people.count), "sensitive": JSON(people.sensitive),
      "fields": .object(Dictionary(uniqueKeysWithValues: fields)),
    ]
  }
}

extension Scope.Client {
  fileprivate var json: JSON {
    [
      "id": .string(organisation.id.text), "name": .string(organisation.name), "share": Scope.json(share),
      "evidence": .object(Dictionary(uniqueKeysWithValues: bases.map { ($0.basis.rawValue, JSON($0.files)) })),
      "conflicting_files": JSON(conflictingFiles), "known_from_other_files": JSON(knownFromOtherFiles),
      "past_agreements": isPastAgreements.map { .bool($0) } ?? .null,
      "agreements": .array(
        agreements.map { state in
          [
            "id": .string(state.agreement.id), "purpose": .string(state.agreement.purpose),
            "starts": JSON(state.agreement.starts), "ends": JSON(state.agreement.ends),
            "term": .string(state.term.rawValue),
            "retention_over": state.isRetentionOver.map { .bool($0) } ?? .null,
            "delivered_files": JSON(state.deliveredFiles),
          ]
        }),
    ]
  }
}

extension Scope.Gap {
  fileprivate var json: JSON {
    switch self {
    case .neverScanned: ["kind": "never_scanned"]
    case .sinceLastScan(let root, let from, let length):
      ["kind": "since_last_scan", "root": .string(root), "from": JSON(from), "milliseconds": .integer(length)]
    case .untilNextScan(let root, let until, let length):
      ["kind": "until_next_scan", "root": .string(root), "until": JSON(until), "milliseconds": .integer(length)]
    case .brokenOff(let root, let started):
      ["kind": "broken_off", "root": .string(root), "started": JSON(started)]
    case .unconfirmed(let root, let started, let doubt):
      ["kind": "unconfirmed", "root": .string(root), "started": JSON(started), "reason": .string(doubt.rawValue)]
    case .erased(let batches): ["kind": "erased", "batches": JSON(batches)]
    case .uncovered(let root, let from, let until, let reason):
      [
        "kind": "uncovered", "root": .string(root), "from": JSON(from), "until": JSON(until),
        "reason": .string(reason.rawValue),
      ]
    case .sinceLastWord(let from, let length):
      ["kind": "since_last_word", "from": JSON(from), "milliseconds": .integer(length)]
    case .recordsMissing(let records): ["kind": "records_missing", "records": .integer(records)]
    case .filesWaiting(let files, let from): ["kind": "files_waiting", "files": JSON(files), "from": JSON(from)]
    case .rowsUnread(let from, let until): ["kind": "log_rows_unread", "from": JSON(from), "until": JSON(until)]
    case .conflict(let batches, let last, let isOpen):
      ["kind": "conflict", "batches": JSON(batches), "last": JSON(last), "open": JSON(isOpen)]
    }
  }
}

extension Scope.Arrivals {
  fileprivate var json: JSON {
    [
      "since": JSON(since), "batches": JSON(batches), "records": JSON(records), "scans": JSON(scans),
      "last": JSON(last),
    ]
  }
}

extension Scope.Inherited {
  fileprivate var json: JSON {
    [
      "path": .string(lineage.path), "content": .string(lineage.content.description),
      "content_is": .string(lineage.certainty.rawValue), "people": JSON(people),
      "steps": .array(lineage.steps.map(\.json)),
    ]
  }
}

extension LineageStep {
  fileprivate var json: JSON {
    switch self {
    case .sameHash: ["step": "same_hash"]
    case .copied(let from, let time): ["step": "copied", "from": .string(from), "at": JSON(time)]
    case .moved(let from, let time): ["step": "moved", "from": .string(from), "at": JSON(time)]
    case .written(let path, let time): ["step": "written", "path": .string(path), "at": JSON(time)]
    case .deletedBefore(let path, let time): ["step": "deleted_before", "path": .string(path), "at": JSON(time)]
    case .sameNameAndSize: ["step": "same_name_and_size"]
    case .known(let path, let label): ["step": "known", "path": .string(path), "delivery": .string(label)]
    }
  }
}
