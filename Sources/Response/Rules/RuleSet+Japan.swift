import JapaneseText

extension Formula {
  /// "Advanced encryption and other measures" (APPI rule 7 item 1, in brackets), as the PPC reads it: a cipher that proper
  /// bodies confirmed, properly implemented, and the means of reading properly managed by one of three ways (PPC Q&A
  /// Q17-14 on My Number; the same for personal data).
  package static let advancedEncryption = Formula.all([
    .condition(.cipherListed), .condition(.fullyEncrypted),
    .any([.all(of: .keySeparated, .keyLeakPrevented), .condition(.remoteErase), .condition(.keyUnusable)]),
  ])

  /// No leak where all came back unseen (通則編 3-5-1-2), or nothing to report where it was encrypted well.
  fileprivate static let notReportable = Formula.any([advancedEncryption, .condition(.recoveredUnseen)])

  fileprivate static let reportable = Formula.any(of: .sensitive, .financialLoss, .wrongfulPurpose, .peopleOver(1_000))
  fileprivate static let reportablePublic = Formula.any(
    of: .sensitive, .financialLoss, .wrongfulPurpose, .peopleOver(100))
  fileprivate static let reportableMyNumber = Formula.all([
    .condition(.myNumbers(over: 0)),
    .any([
      .condition(.myNumberSystem), .condition(.wrongfulPurpose), .condition(.viewableByMany),
      .condition(.myNumbers(over: 100)),
    ]),
  ])
}

extension Term {
  /// 速やかに: about three to five days (通則編 3-5-3-3).
  fileprivate static let soon = Term.promptly(days: 3...5)
  /// The day of knowing is day 1, closed days count, a last day on a closed day moves (通則編 3-5-3-4).
  fileprivate static func finalReport(_ days: Int) -> Term {
    .days(days, firstDayCounts: true, movesToOpenDay: true)
  }
}

extension RuleSet {
  private static let japanStandardTime = 540

  /// The duties that APPI and the My Number Act have alike.
  private static func duties(
    _ prefix: String, when applies: Formula, towardsClient: Formula, report: String, notice: String, contractor: String
  ) -> [Rule] {
    let longer = Rule.Longer(when: .condition(.wrongfulPurpose), term: .finalReport(60))
    return [
      Rule(
        prefix + ".client", .clientNotice, by: .contractorTowardsClient, to: .client, when: towardsClient,
        within: .soon, citation: contractor),
      Rule(
        prefix + ".contractor.preliminary", .preliminaryReport, by: .contractor, to: .ppc, when: applies,
        unless: .notReportable, within: .soon, relieved: true, citation: report),
      Rule(
        prefix + ".contractor.final", .finalReport, by: .contractor, to: .ppc, when: applies, unless: .notReportable,
        within: .finalReport(30), longer: longer, relieved: true, citation: report),
      Rule(
        prefix + ".contractor.persons", .personNotice, by: .contractor, to: .persons, when: applies,
        unless: .notReportable, within: .withoutDelay, relieved: true, citation: notice),
      Rule(
        prefix + ".preliminary", .preliminaryReport, by: .principal, to: .ppc, when: applies, unless: .notReportable,
        within: .soon, citation: report),
      Rule(
        prefix + ".final", .finalReport, by: .principal, to: .ppc, when: applies, unless: .notReportable,
        within: .finalReport(30), longer: longer, citation: report),
      Rule(
        prefix + ".persons", .personNotice, by: .principal, to: .persons, when: applies, unless: .notReportable,
        within: .withoutDelay, citation: notice),
    ]
  }

  private static let appi = duties(
    "appi", when: .reportable, towardsClient: .condition(.anybody),
    report: "個人情報保護法 第26条第1項、施行規則 第7条・第8条、ガイドライン（通則編）3-5-3",
    notice: "個人情報保護法 第26条第2項、施行規則 第10条、ガイドライン（通則編）3-5-4",
    contractor: "個人情報保護法 第26条第1項ただし書、施行規則 第9条、ガイドライン（通則編）3-5-3-5")

  /// What a public body owes, and what whoever holds data for one owes to it: it is told, whether it is bound by article 26 or
  /// by article 68. The contractor's own report is one under article 26.
  private static let publicBody = duties(
    "appi_public", when: .reportablePublic, towardsClient: .condition(.anybody),
    report: "個人情報保護法 第68条第1項、施行規則 第43条・第44条",
    notice: "個人情報保護法 第68条第2項、施行規則 第45条",
    contractor: "個人情報保護法 第26条第1項ただし書、施行規則 第9条"
  ).filter { $0.obliged != .contractor }

  private static let myNumber = duties(
    "my_number", when: .reportableMyNumber, towardsClient: .condition(.myNumbers(over: 0)),
    report: "番号法 第29条の4第1項、漏えい等報告規則 第2条・第3条",
    notice: "番号法 第29条の4第2項、漏えい等報告規則 第5条",
    contractor: "番号法 第29条の4第1項ただし書、漏えい等報告規則 第4条")

  private static let guidelines = "https://www.ppc.go.jp/personalinfo/legal/guidelines_tsusoku/"
  private static let encryptionAnswer = "https://www.ppc.go.jp/all_faq_index/faq5-q17-14/"
  private static let amendment =
    "2026-07-10 成立の改正法（公布から2年以内に施行）: 委託先の義務、リスクが小さい場合の本人通知の緩和など。規則は未確定"

  /// In force: the first day of the duty to report, the amendment of rule 7 item 3 (data about to be acquired).
  private static let days = (first: day(2022, 4, 1), amended: day(2024, 4, 1))

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: day) ?? CivilDate(dayNumber: 0)
  }

  private static func set(
    _ id: String, _ jurisdiction: Jurisdiction, from: CivilDate, until: CivilDate? = nil, _ rules: [Rule]
  ) -> RuleSet {
    RuleSet(
      id: id, jurisdiction: jurisdiction, validFrom: from, validUntil: until, offset: japanStandardTime,
      evidenceDays: 7, announcedChange: until == nil ? amendment : nil, sources: [guidelines, encryptionAnswer],
      rules: rules)
  }

  package static let japan: [RuleSet] = [
    set("jp-appi-2022", .japan, from: days.first, until: days.amended.adding(days: -1), appi),
    set("jp-appi-2024", .japan, from: days.amended, appi),
    set("jp-appi-public-2023", .japanPublicBody, from: day(2023, 4, 1), publicBody),
    set("jp-my-number-2022", .japanMyNumber, from: days.first, myNumber),
  ]
}
