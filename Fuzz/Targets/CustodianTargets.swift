import CanonicalForms

@testable import KeyEscrow

/// Files that custodians hand to each other: their public and private keys, requests for shares, answers, the answers of several
/// together, and what came of a drill. They travel by mail and on sticks, past whoever can change them.
enum CustodianTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "custodian_key") { bytes in
      guard let key = CustodianKey(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
      mustHold(CustodianKey(parsing: key.text) == key, "a public key is read as it is printed")
      mustHold(key.hasFingerprint(key.fingerprint), "a key has its own fingerprint")
    },
    FuzzTarget(name: "custodian_key_file") { bytes in
      guard let file = try? CustodianKeyFile(parsing: Array(bytes)) else { return }
      let again = try? CustodianKeyFile(parsing: file.bytes)
      mustHold(again?.bytes == file.bytes, "a key file is written as it was read")
    },
    FuzzTarget(name: "share_request") { bytes in
      guard let request = try? ShareRequest(parsing: Array(bytes)) else { return }
      mustHold((try? ShareRequest(parsing: request.bytes)) == request, "a request is written as it was read")
      let answer = try? request.answer(with: stranger, forRecipient: request.recipient.fingerprint)
      mustHold(answer == nil, "nobody has a share who was given none")
    },
    FuzzTarget(name: "share_answer") { bytes in
      guard let answer = try? ShareAnswer(parsing: Array(bytes)) else { return }
      mustHold((try? ShareAnswer(parsing: answer.bytes)) == answer, "an answer is written as it was read")
    },
    FuzzTarget(name: "collected_shares") { bytes in
      guard let collected = try? CollectedShares(parsing: Array(bytes)) else { return }
      let again = try? CollectedShares(parsing: collected.bytes)
      mustHold(again?.bytes == collected.bytes, "answers are written as they were read")
      let restored = try? collected.combine(with: stranger, at: collected.asOf)
      mustHold(restored == nil, "a stranger's key brings nothing back")
    },
    FuzzTarget(name: "drill_result") { bytes in
      guard let result = try? DrillResult(parsing: Array(bytes)) else { return }
      mustHold((try? DrillResult(parsing: result.bytes)) == result, "a drill is written as it was read")
    },
  ]

  /// A key pair that nothing was sealed to.
  private static let stranger = CustodianPrivateKey()
}
