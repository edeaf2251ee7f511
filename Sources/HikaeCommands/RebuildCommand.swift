import ArgumentParser
import CanonicalForms
import Custody
import Storage
import Wording

/// `hikae rebuild`: verifies the journal, makes all tables from it again and says whether they came out the same.
package struct RebuildCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Make all tables again from the journal, and compare.",
    discussion: "Exit status: 0 the same as before, 1 different or a changed journal entry, 3 failure.")

  @Flag(name: .customLong("json"), help: "Print the result as one JSON object.")
  var json = false

  @OptionGroup var installation: InstallationOptions

  package init() {}

  package func run() throws {
    try reportingFailures(in: installation.language) {
      let language = installation.language
      let journal = try installation.open().journal
      let verification = try journal.verify()
      let tables = journal.projectedTables
      let before = try journal.store.read { try TableDump.digests(of: tables, in: $0) }
      let entries = try journal.rebuild()
      let after = try journal.store.read { try TableDump.digests(of: tables, in: $0) }
      let different = tables.filter { before[$0] != after[$0] }
      if json {
        let result: JSON = [
          "entries": .integer(entries), "erased": .integer(verification.erased),
          "broken": .array(verification.broken.map { .integer($0) }),
          "removed": .array(verification.removed.map { .integer($0) }), "different_tables": JSON(different),
        ]
        print(result.canonicalText)
      } else {
        let outcome =
          different.isEmpty
          ? language.text(.rebuiltSame) : language.text(.rebuiltDifferent, different.joined(separator: ", "))
        print(language.text(.rebuilt, language.number(entries), outcome))
        if !verification.broken.isEmpty {
          print(language.text(.journalBroken, verification.broken.map(String.init).joined(separator: ", ")))
        }
        if !verification.removed.isEmpty {
          print(language.text(.journalRemoved, verification.removed.map(String.init).joined(separator: ", ")))
        }
      }
      if !different.isEmpty || !verification.isSound { throw Status.findings }
    }
  }
}
