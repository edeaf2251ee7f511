import ArgumentParser
import CanonicalForms
import Response
import Wording

/// `hikae incident survey`: the year's surveys for leaked data.
struct IncidentSurveyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survey", abstract: "Plan the monthly leak surveys of a year, and record what each brought.",
    subcommands: [SurveyListCommand.self, SurveyPlanCommand.self, SurveyRecordCommand.self],
    defaultSubcommand: SurveyListCommand.self)
}

/// `hikae incident survey list I-1`.
struct SurveyListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the surveys.",
    discussion: "Exit status: 0 none is late, 1 one is, 2 wrong usage, 3 failure.")

  @OptionGroup var options: IncidentOptions

  func run() throws {
    try options.reading { incidents in
      let now = Moment.now
      let surveys = try incidents.surveys(of: options.id)
      for survey in surveys {
        if options.json {
          print(survey.json.canonicalText)
        } else {
          let state =
            survey.record.map { $0.recordedAt.localMinute }
            ?? (survey.isLate(at: now)
              ? options.words(.surveyLate) : options.words(.surveyDue, survey.due.localMinute))
          print(options.words(.surveyRow, String(survey.number), "\(survey.from)", "\(survey.until)", state))
        }
      }
      if surveys.contains(where: { $0.isLate(at: now) }) { throw Status.findings }
    }
  }
}

/// `hikae incident survey plan I-1`.
struct SurveyPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Plan twelve monthly surveys from the day on which the incident was opened.")

  @OptionGroup var options: IncidentActOptions

  func run() throws {
    try options.changing { try $0.planSurveys(of: options.id, at: .now) }
    print(options.words(.surveysPlanned, String(LeakSurvey.count)))
  }
}

/// `hikae incident survey record I-1 3 --source 'dark web markets=28/31' …`.
struct SurveyRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Record a survey; once more to correct it.")

  @OptionGroup var options: IncidentActOptions

  @Argument(help: "Which of the twelve.")
  var number: Int

  @Option(
    name: .customLong("source"),
    help: "What was searched, and on how many days it could be reached: NAME=REACHED/DAYS; may be repeated.")
  var sources: [String]

  @Option(help: "How it was searched.")
  var method: String

  @Option(help: "Records that looked like the lost data.")
  var found: Int

  @Option(help: "How many would be found by chance, such as 0.3.")
  var expected: String

  @Option(help: "How many of those found were judged to be of the lost data.")
  var judged: Int

  @Option(help: "What the survey cannot see.")
  var blind: String

  @Option(help: "Who answers for it.")
  var signer: String

  func validate() throws {
    guard LeakSurvey.Record.thousandths(expected) != nil else { throw ValidationError("--expected takes 0.3 or 12") }
    guard sources.allSatisfy({ LeakSurvey.Source(parsing: $0) != nil }) else {
      throw ValidationError("--source takes NAME=REACHED/DAYS")
    }
  }

  func run() throws {
    let record = LeakSurvey.Record(
      sources: sources.compactMap { LeakSurvey.Source(parsing: $0) }, method: method, found: found, judged: judged,
      expected: LeakSurvey.Record.thousandths(expected) ?? 0, blind: blind, signer: signer)
    try options.changing { try $0.record(record, as: number, in: options.id, at: .now) }
    print(options.words(.incidentDone))
  }
}
