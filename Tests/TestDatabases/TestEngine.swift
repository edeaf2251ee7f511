import Glibc
import Testing

/// The engines that the tests run on: SQLite always, PostgreSQL when `$HIKAE_TEST_POSTGRES` is the URL of a server on
/// which schemas may be made and dropped. `Scripts/with-postgres.sh` starts one.
package enum TestEngine: String, Sendable, CaseIterable {
  case sqlite, postgres

  package static var available: [TestEngine] { postgresURL == nil ? [.sqlite] : allCases }

  /// The engine of the test that runs now.
  @TaskLocal package static var current = TestEngine.sqlite

  package static var postgresURL: String? {
    guard let value = getenv("HIKAE_TEST_POSTGRES") else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// Runs every test of a suite once on each engine that is available.
package struct EveryEngine: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    for engine in TestEngine.available {
      await TestEngine.$current.withValue(engine) {
        do {
          try await function()
        } catch {
          Issue.record(error, "on \(engine.rawValue)")
        }
      }
    }
  }
}

extension Trait where Self == EveryEngine {
  /// Once on SQLite and once on PostgreSQL; what the test makes in `init` it makes anew for each.
  package static var onEveryEngine: EveryEngine { EveryEngine() }
}

extension Trait where Self == ConditionTrait {
  /// For what only several connections to a server can show.
  package static var needsPostgres: ConditionTrait {
    .enabled(if: TestEngine.postgresURL != nil, "HIKAE_TEST_POSTGRES names no server")
  }
}
