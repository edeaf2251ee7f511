import CanonicalForms
import Custody
import Wording

/// Something about the agent of a device that somebody has to see to: it is not let in any more, or it holds something
/// against the server's log.
struct AgentNotice: Sendable {
  let text: String
  let style: String
  /// To be typed, one line each; the first at the server.
  let commands: [String]

  /// Days for which a doubt is shown after it was told last: a device repeats it.
  private static let days: Int64 = 3

  static func earliest(at now: Moment) -> Moment {
    Moment(milliseconds: now.milliseconds - days * 86_400_000)
  }

  static func all(
    of device: Device, access: Custody.AgentAccess?, doubts: [ToldDoubt], _ visit: Visit
  ) -> [AgentNotice] {
    let language = visit.language
    let time = PageTime(language: language, now: visit.now)
    var notices: [AgentNotice] = []
    for told in doubts {
      let (last, entry) = (time.minute(told.last), told.doubt.entry.map { language.number(Int($0)) } ?? "?")
      let text =
        switch told.doubt.code {
        case .contradicted: language.page(.deviceDoubtContradicted, last)
        case .wrongProof: language.page(.deviceDoubtWrongProof, last, entry)
        case .lateProof: language.page(.deviceDoubtLateProof, last, entry)
        }
      notices.append(AgentNotice(text: text + " " + language.page(.deviceDoubtNext), style: "grave", commands: []))
    }
    // Nobody waits for what is gone.
    guard let access, device.status != .retired, access.isRevoked || access.notAfter < visit.now else { return notices }
    let text =
      access.isRevoked
      ? language.page(.deviceAgentRevoked) : language.page(.deviceAgentOver, time.minute(access.notAfter))
    notices.append(
      AgentNotice(
        text: text, style: "warning",
        commands: [
          "hikae devices token \(device.id)", "hikae-agent enrol --server https://… --token-file FILE",
        ]))
    return notices
  }
}
