import Testing
import Wording

@testable import KeyEscrow

/// Whatever this room may say to somebody has its phrase.
@Suite struct EscrowWordingTests {
  static let codes: [String] =
    EscrowFailure.Code.allCases.map { "escrow_failure." + $0.rawValue }
    + KeyState.allCases.map { "key_state." + $0.rawValue }
    + EscrowedKey.Kind.allCases.map { "escrow_kind." + $0.rawValue }
    + EscrowedKey.Source.allCases.map { "escrow_source." + $0.rawValue }
    + RevealRequest.State.allCases.map { "reveal_state." + $0.rawValue }
    + Drill.Outcome.allCases.map { "drill_outcome." + $0.rawValue }
    + EscrowAlarm.Kind.allCases.map { "escrow_alarm." + $0.rawValue }
    + ShareFailure.Code.allCases.map { "share_failure." + $0.rawValue }

  @Test(arguments: codes) func everyCodeHasItsPhrase(name: String) { #expect(Phrase(rawValue: name) != nil) }
}
