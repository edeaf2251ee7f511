import JapaneseText

extension RuleSet {
  /// Unsecured protected health information: encrypted data whose key is kept elsewhere and was not breached is secured
  /// (HHS guidance under 45 CFR 164.402, NIST SP 800-111).
  private static let secured = Formula.all(of: .cipherListed, .fullyEncrypted, .keySeparated, .keyUncompromised)

  /// "Without unreasonable delay and in no case later than 60 calendar days after discovery": the day after it is day 1.
  private static let sixtyDays = Term.days(60, firstDayCounts: false, movesToOpenDay: false)

  /// HIPAA breach notification, 45 CFR 164.400–414. Discovery is the first day on which it is known, or would have been
  /// known with diligence.
  package static let unitedStates: [RuleSet] = [
    RuleSet(
      id: "us-hipaa-2013", jurisdiction: .unitedStatesHealth,
      validFrom: CivilDate(year: 2013, month: 9, day: 23) ?? CivilDate(dayNumber: 0), validUntil: nil, offset: -300,
      evidenceDays: 7, announcedChange: nil,
      sources: ["https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-D"],
      rules: [
        Rule(
          "hipaa.associate", .clientNotice, by: .contractorTowardsClient, to: .client, when: .condition(.anybody),
          unless: secured, within: sixtyDays, citation: "45 CFR 164.410"),
        Rule(
          "hipaa.persons", .personNotice, by: .principal, to: .persons, when: .condition(.anybody), unless: secured,
          within: sixtyDays, citation: "45 CFR 164.404"),
        Rule(
          "hipaa.media", .mediaNotice, by: .principal, to: .media, when: .condition(.peopleOver(500)),
          unless: secured, within: sixtyDays, citation: "45 CFR 164.406"),
        Rule(
          "hipaa.secretary", .preliminaryReport, by: .principal, to: .hhs, when: .condition(.peopleAtLeast(500)),
          unless: secured, within: sixtyDays, citation: "45 CFR 164.408(b)"),
        Rule(
          "hipaa.secretary.yearly", .preliminaryReport, by: .principal, to: .hhs,
          when: .all(of: .anybody, .peopleBelow(500)), unless: secured, within: .afterYearEnd(days: 60),
          citation: "45 CFR 164.408(c)"),
      ])
  ]
}
