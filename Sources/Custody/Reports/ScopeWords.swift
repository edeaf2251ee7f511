import CanonicalForms
import PersonalData
import Storage
import Wording

/// The words of an answer that text and page share.
package struct ScopeWords {
  package let language: Language

  package init(language: Language) { self.language = language }

  package func callAsFunction(_ phrase: Phrase) -> String { language.text(phrase) }

  package func field(_ field: Field) -> String { stored("field", field.rawValue) }
  package func basis(_ basis: Attribution.Basis) -> String { stored("basis", basis.rawValue) }
  package func doubt(_ doubt: Presence.Doubt) -> String { stored("doubt", doubt.rawValue) }
  package func kind(_ kind: Device.Kind) -> String { stored("device_kind", kind.rawValue) }

  package func unread(_ unread: Scope.Unread) -> String {
    let reason = stored("unread", unread.reason?.rawValue ?? "unprofiled")
    return unread.isPart ? language.text(.unreadParts, reason) : reason
  }

  private func stored(_ group: String, _ code: String) -> String { language.stored(group, code) }

  package func people(_ count: Int) -> String { language.text(.people, language.number(count)) }
  package func files(_ count: Int) -> String { language.text(.files, language.number(count)) }
  package func number(_ count: Int) -> String { language.number(count) }

  package func device(_ device: Device) -> String {
    device.label.isEmpty ? device.id : "\(device.label) (\(device.id))"
  }

  package func moment(_ moment: Moment?) -> String { moment?.localMinute ?? language.text(.never) }

  /// To the second, with the distance from UTC.
  package func exactly(_ moment: Moment) -> String {
    moment.local.split(separator: "T", maxSplits: 1).joined(separator: " ")
  }

  package func loss(_ reported: Moment, _ lastSeen: Moment) -> String {
    language.text(.lossFactText, reported.localMinute, lastSeen.localMinute)
  }

  package func gap(_ gap: Scope.Gap) -> String {
    switch gap {
    case .neverScanned: language.text(.gapNeverScanned)
    case .sinceLastScan(let root, let from, let length):
      language.text(.gapSinceLast, root, from.localMinute, language.duration(milliseconds: length))
    case .untilNextScan(let root, let until, let length):
      language.text(.gapUntilNext, root, until.localMinute, language.duration(milliseconds: length))
    case .brokenOff(let root, let started): language.text(.gapBrokenOff, root, started.localMinute)
    case .unconfirmed(let root, let started, let doubt):
      language.text(.gapUnconfirmed, root, started.localMinute, stored("scan_doubt", doubt.rawValue))
    case .erased(let batches): language.text(.gapErased, language.number(batches))
    case .uncovered(let root, let from, let until, let reason):
      language.text(
        .gapUncovered, root, from?.localMinute ?? "…", until?.localMinute ?? "…",
        stored("gap_reason", reason.rawValue))
    case .sinceLastWord(let from, let length):
      language.text(.gapSinceLastWord, from.localMinute, language.duration(milliseconds: length))
    case .recordsMissing(let records): language.text(.gapRecordsMissing, language.number(Int(clamping: records)))
    case .filesWaiting(let files, let from):
      language.text(.gapFilesWaiting, language.number(files), from.localMinute)
    case .rowsUnread(let from, let until):
      language.text(.gapRowsUnread, from?.localMinute ?? "…", until?.localMinute ?? "…")
    case .conflict(let batches, let last, let isOpen):
      language.text(isOpen ? .gapConflict : .gapConflictSettled, language.number(batches), last.localMinute)
    }
  }

  /// `名簿.xlsx ← D:\受領\名簿.xlsx (コピー 2024-03-01 10:22) ← 受領データ R-017: 780 人（ハッシュ一致）`.
  package func inherited(_ inherited: Scope.Inherited) -> String {
    let phrase: Phrase = inherited.lineage.certainty == .certain ? .inheritedSame : .inheritedPossible
    return language.text(phrase, inherited.lineage.text(in: language), people(inherited.people))
  }

  package func doubtful(_ doubtful: Scope.Doubtful) -> String {
    var text = doubt(doubtful.doubt)
    if doubtful.doubt == .deletedNotWiped, let since = doubtful.since {
      let (first, last) = (since.lowerBound.localDate, since.upperBound.localDate)
      text += " (" + language.text(.doubtSince, first == last ? first : "\(first) – \(last)") + ")"
    }
    return text
  }

  /// `委託契約 A-1: 2023-04-01 に終了、保存期限超過`.
  package func agreement(_ state: Scope.AgreementState) -> String {
    var parts: [String] = []
    switch state.term {
    case .running: parts.append(language.text(.termRunning))
    case .notYet: parts.append(language.text(.termNotYet))
    case .unknown: parts.append(language.text(.termUnknown))
    case .ended:
      parts.append(state.agreement.lastDay.map { language.text(.termEndedOn, $0) } ?? language.text(.termEnded))
    }
    if state.isRetentionOver == true { parts.append(language.text(.retentionOver)) }
    if state.deliveredFiles > 0 {
      parts.append(language.text(.deliveredCopies, language.number(state.deliveredFiles)))
    }
    return state.agreement.id + ": " + parts.joined(separator: language.text(.and))
  }

  package func agreements(_ client: Scope.Client) -> String {
    client.agreements.isEmpty
      ? language.text(.noAgreement) : client.agreements.map(agreement).joined(separator: " / ")
  }

  package func bases(_ client: Scope.Client) -> String {
    client.bases.map { "\(basis($0.basis)) \(number($0.files))" }.joined(separator: language.text(.and))
  }
}

extension Scope {
  /// When the answer was given, and by what it was limited.
  package func answered(in words: ScopeWords) -> String {
    guard let asKnownAt else { return words.exactly(answeredAt) }
    return words.language.text(.answeredAsKnown, words.exactly(answeredAt), asKnownAt.localMinute)
  }

  /// Where a medium was: the last few, the newest first; all are in the JSON.
  private static let sightingsShown = 5

  /// Where a medium was, what came after the answer's knowledge, or after the loss was reported, and what the answer takes from today.
  package func knowledge(in words: ScopeWords) -> [String] {
    var sentences: [String] = []
    let shown = sightings.suffix(Self.sightingsShown)
    for sighting in shown.reversed() {
      sentences.append(
        words.language.text(
          .mediumSeen, sighting.device, sighting.from.localMinute, sighting.until?.localMinute ?? "…"))
    }
    if shown.count < sightings.count {
      sentences.append(words.language.text(.moreRows, words.number(sightings.count - shown.count)))
    }
    if let arrived = arrivedSince {
      sentences.append(
        words.language.text(
          asKnownAt == nil ? .arrivedAfterLoss : .arrivedLeftOut, arrived.since.localMinute,
          words.number(arrived.batches), words.number(arrived.records), words.number(arrived.scans),
          arrived.last.localMinute))
    }
    sentences += knownToday.map { words.language.stored("known_today", $0.rawValue) }
    return sentences
  }
}

extension Agreement {
  /// The last day of the term, as contracts write it.
  package var lastDay: String? { ends.map { Moment(milliseconds: $0.milliseconds - 1).localDate } }
}
