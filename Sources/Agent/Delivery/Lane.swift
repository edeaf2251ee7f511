import Observations

/// One enrolment's records on their way to the server. A device that was away for longer than its certificate lasts is
/// enrolled anew; what it had recorded before then still goes, ahead of the rest, under its own epoch.
struct Lane {
  let epoch: Int
  let spool: Spool
  let outbox: Outbox

  var isEmpty: Bool { spool.pending == 0 && outbox.waiting == nil }

  /// What earlier enrolments could not send, oldest first.
  /// - Returns: the lanes, and the folders that could not be opened.
  static func left(
    in state: StateFolder, before epoch: Int, key: [UInt8], boot: BootID, limits: Spool.Limits
  ) -> (lanes: [Lane], damaged: [String]) {
    let epochs = SmallFile.names(in: state.path).compactMap { name in
      name.hasPrefix("spool-") ? Int(name.dropFirst(6)) : nil
    }
    var lanes: [Lane] = []
    var damaged: [String] = []
    for former in epochs.filter({ $0 < epoch }).sorted() {
      let folder = state.spool(epoch: former)
      do {
        let lane = Lane(
          epoch: former, spool: try Spool(folder: folder, key: key, boot: boot, limits: limits),
          outbox: try Outbox(folder: folder, key: key))
        if !lane.isEmpty { lanes.append(lane) }
      } catch {
        damaged.append(folder)
      }
    }
    return (lanes, damaged)
  }
}
