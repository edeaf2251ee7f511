import CanonicalForms
import Custody
import Response

@testable import SingleSignOn

/// What strangers and other parties send to the server and its pages: JSON, what a provider says of itself and of people,
/// codes that are typed in, drafts of notices, sealed address lists.
enum StrangerTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(name: "json") { bytes in
      let given = Array(bytes)
      for fractions in [JSON.Fractions.refused, .asText, .asLeast] {
        guard let json = try? JSON(parsing: given, fractions: fractions) else { continue }
        let written = json.canonicalBytes
        mustHold((try? JSON(parsing: written)) == json, "what was written is read as the same")
        mustHold((try? JSON(parsing: written))?.canonicalBytes == written, "there is one encoding of a value")
      }
    },
    FuzzTarget(name: "id_token") { bytes in
      guard let token = try? IDToken(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
      mustHold(bytes.count <= IDToken.longest * 3, "long ones are refused")
      _ = token.keyID
    },
    FuzzTarget(name: "key_set") { bytes in
      guard let keys = try? KeySet(parsing: Array(bytes)) else { return }
      mustHold(!keys.keys.isEmpty, "a set has a key that is of use")
    },
    FuzzTarget(name: "provider_metadata") { bytes in
      guard let issuer = Issuer("https://id.example.jp"),
        let metadata = try? ProviderMetadata(parsing: Array(bytes), of: issuer)
      else { return }
      for address in [metadata.authorization, metadata.token, metadata.keys] {
        mustHold(issuer.admits(address), "nothing else is asked")
      }
    },
    FuzzTarget(name: "notice") { bytes in
      guard let source = try? NoticeSource(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
      mustHold((try? NoticeSource(parsing: source.text)) == source, "a draft is read as it was written")
    },
    FuzzTarget(name: "letter_code") { bytes in
      guard let code = LetterCode(typed: String(decoding: bytes, as: UTF8.self)) else { return }
      mustHold(LetterCode(typed: code.text) == code, "a code is read as it is printed")
    },
    FuzzTarget(name: "mailing_list") { bytes in
      guard let list = try? MailingList(bytes: Array(bytes)) else { return }
      mustHold(list.bytes == Array(bytes), "a list is written as it was read")
    },
  ]
}
