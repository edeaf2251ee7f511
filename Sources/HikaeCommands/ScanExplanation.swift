import Discovery
import PersonalData
import Wording

/// `hikae scan --explain`: why each column is what it is, and why records were taken for the same person. Shows titles,
/// row numbers and shares, never a value.
struct ScanExplanation {
  let language: Language

  func print(_ roots: ScanRoots, reader: FileReader) throws {
    for file in FileWalk(roots.absolute).files {
      let outcome = reader.read(file.path, explaining: 50)
      guard let profile = outcome.profile, let explanation = outcome.explanation else {
        Swift.print("\(roots.typed(file.path)): \(outcome.unread.map { language.text($0) } ?? "")")
        continue
      }
      Swift.print(
        language.text(
          .explainFile, PrintableText.of(roots.typed(file.path)), language.number(profile.people),
          language.number(profile.records)))
      for encoding in profile.encodings { show(encoding) }
      for (index, table) in explanation.tables.enumerated() { show(table, number: index + 1) }
      showJoins(explanation)
    }
  }

  private func show(_ encoding: DetectedEncoding) {
    let percent = String((encoding.thousandths + 5) / 10)
    let bytes = language.number(encoding.unreadableBytes)
    Swift.print(
      encoding.unreadableBytes == 0
        ? language.text(.explainEncoding, encoding.name, percent)
        : language.text(.explainEncodingLoss, encoding.name, percent, bytes))
  }

  private func show(_ table: TableFinding, number: Int) {
    let place = table.place.isEmpty ? table.layout : "\(table.place), \(table.layout)"
    Swift.print(
      "\n"
        + language.text(
          .explainTable, String(number), place, String(table.firstDataRow + 1), language.number(table.people)))
    for column in table.columns {
      let group =
        column.group.relation == .unnamed
        ? "" : "  @\(column.group.relation)\(column.group.number > 0 ? String(column.group.number) : "")"
      let title = column.title.isEmpty ? "—" : PrintableText.of(column.title)
      Swift.print("  \(column.column + 1). \(title)  →  \(column.role)  [\(evidence(column.evidence))]\(group)")
    }
  }

  private func evidence(_ evidence: ColumnFinding.Evidence) -> String {
    func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
    return switch evidence {
    case .none: "-"
    case .title: "title"
    case .titleAndCells(let share): "title, cells \(percent(share))"
    case .cells(let share): "cells \(percent(share))"
    case .neighbours: "neighbours"
    case .titleContradicted: "title contradicted by cells"
    }
  }

  private func showJoins(_ explanation: ContentExplanation) {
    guard !explanation.linksByKind.isEmpty else {
      Swift.print("\n" + language.text(.explainNoJoins))
      return
    }
    Swift.print("\n" + language.text(.explainJoins))
    for kind in IdentityKind.allCases {
      guard let count = explanation.linksByKind[kind] else { continue }
      Swift.print("  \(kind): \(language.number(count))")
    }
    for link in explanation.links {
      Swift.print(
        "  "
          + language.text(
            .explainRows, String(link.first.table), String(link.first.row + 1), String(link.second.table),
            String(link.second.row + 1), "\(link.kind)"))
    }
  }
}
