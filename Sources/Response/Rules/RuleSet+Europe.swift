import JapaneseText

extension Formula {
  /// Unlikely to be a risk: judged so, or unreadable with the key safe and the data at hand elsewhere, so that neither
  /// confidentiality nor availability is lost (EDPB guidelines 9/2022, 01/2021).
  fileprivate static let unlikelyRisk = Formula.any([
    .condition(.riskUnlikely),
    .all(of: .cipherListed, .fullyEncrypted, .keyUncompromised, .copyElsewhere),
  ])
  /// Art. 34(3)(a).
  fileprivate static let unintelligible = Formula.all(of: .cipherListed, .fullyEncrypted, .keyUncompromised)
}

extension RuleSet {
  /// GDPR and its United Kingdom twin differ in whom to tell. 72 hours are hours of the clock.
  private static func regulation(
    _ id: String, _ jurisdiction: Jurisdiction, prefix: String, to authority: Rule.Recipient, law: String,
    from: CivilDate, sources: [String]
  ) -> RuleSet {
    RuleSet(
      id: id, jurisdiction: jurisdiction, validFrom: from, validUntil: nil, offset: 0, evidenceDays: 7,
      announcedChange: nil, sources: sources,
      rules: [
        Rule(
          prefix + ".processor", .clientNotice, by: .contractorTowardsClient, to: .client, when: .condition(.anybody),
          within: .withoutDelay, citation: law + " art. 33(2)"),
        Rule(
          prefix + ".authority", .preliminaryReport, by: .principal, to: authority, when: .condition(.anybody),
          unless: .unlikelyRisk, within: .hours(72), citation: law + " art. 33(1), 33(3), 33(4)"),
        Rule(
          prefix + ".persons", .personNotice, by: .principal, to: .persons, when: .condition(.highRisk),
          unless: .unintelligible, within: .withoutDelay, citation: law + " art. 34(1), 34(3)"),
        Rule(
          prefix + ".record", .record, by: .principal, to: .file, when: .condition(.anybody), within: .withoutDelay,
          citation: law + " art. 33(5)"),
      ])
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: day) ?? CivilDate(dayNumber: 0)
  }

  package static let europe: [RuleSet] = [
    regulation(
      "eu-gdpr-2018", .europeanUnion, prefix: "gdpr", to: .supervisor, law: "Regulation (EU) 2016/679",
      from: day(2018, 5, 25), sources: ["https://eur-lex.europa.eu/eli/reg/2016/679/oj"]),
    regulation(
      "uk-gdpr-2021", .unitedKingdom, prefix: "uk_gdpr", to: .ico, law: "UK GDPR", from: day(2021, 1, 1),
      sources: [
        "https://ico.org.uk/for-organisations/advice-for-small-organisations/"
          + "72-hours-how-to-respond-to-a-personal-data-breach"
      ]),
  ]
}
