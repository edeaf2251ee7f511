import CanonicalForms
import Discovery
import Observations

/// What changes of a plan are to be told.
extension WatchPlan {
  /// Of a root whose mounts changed while it stayed.
  /// - Parameters:
  ///   - wasWatched: whether all of its file systems were watched before.
  ///   - isWatched: whether all of them are now.
  ///   - since: when the mounts were looked at before: what was mounted since was not watched from its beginning.
  package static func facts(
    of root: Root, before: Root, wasWatched: Bool, isWatched: Bool, since: Moment
  ) -> [Fact] {
    switch (wasWatched, isWatched) {
    case (true, false): return [.watchStopped(root: root.path, reason: .notWatchable)]
    case (false, true): return [.watchStarted(root: root.path)]
    case (true, true):
      let isLarger = !Set(root.mounts).isSubset(of: before.mounts)
      return isLarger ? [.missed(root: root.path, since: since, reason: .notWatchable)] : []
    case (false, false): return []
    }
  }

  /// Of mounts that are left out: each is a gap of its own from now on, until it is gone.
  package static func facts(leftOut before: [LeftOut], then after: [LeftOut]) -> [Fact] {
    var facts: [Fact] = []
    // A root that was missing and is there again begins by itself.
    for gone in before where !after.contains(gone) && !gone.isMissing {
      facts.append(.watchStopped(root: gone.path, reason: .unmounted))
      if let medium = gone.medium { facts.append(.mediumDetached(id: medium.id)) }
    }
    for new in after where !before.contains(new) {
      if let medium = new.medium {
        facts.append(.mediumAttached(id: medium.id, label: medium.label, mountPoint: new.path))
      }
      facts.append(.watchStopped(root: new.path, reason: new.isMissing ? .unmounted : .notWatchable))
    }
    return facts
  }
}

/// Where roots lay when they were last scanned to the end, as the list of what was told keeps it.
extension WatchPlan {
  /// - Parameter configured: other roots are forgotten, but for disks that belong to one of these.
  package static func grounds(text: String, of configured: Set<String>) -> [String: [String]] {
    guard let json = try? JSON(parsing: Array(text.utf8)), case .object(let items) = json else { return [:] }
    let grounds = items.compactMapValues { item -> [String]? in
      // Former agents kept no disks.
      if let own = item.string { return [own] }
      guard case .array(let paths) = item, !paths.isEmpty else { return nil }
      return paths.compactMap(\.string)
    }
    let disks = Set(grounds.filter { configured.contains($0.key) }.values.flatMap { $0.dropFirst() })
    return grounds.filter { configured.contains($0.key) || disks.contains($0.key) }
  }

  package static func text(grounds: [String: [String]]) -> String {
    JSON.object(grounds.mapValues { .array($0.map { .string($0) }) }).canonicalText
  }
}

extension WatchPlan.Root {
  /// Whether all is mounted that belongs to it.
  package func isWhole(in table: MountTable) -> Bool {
    let mounted = Set(table.mounts.map(\.path))
    return missing.isEmpty && table.mount(of: path)?.path == mounts.first
      && (mounts.dropFirst() + disks).allSatisfy { mounted.contains($0) }
  }
}

extension [WatchPlan.LeftOut] {
  /// As the list of what was told keeps it, over restarts.
  package init(text: String) {
    guard let json = try? JSON(parsing: Array<UInt8>(text.utf8)), case .array(let items) = json else {
      self = []
      return
    }
    self = items.compactMap { item in
      guard let path = item["path"].string else { return nil }
      return WatchPlan.LeftOut(
        path: path,
        medium: item["medium"].string.map { WatchPlan.Medium(id: $0, label: item["label"].string ?? "") },
        isMissing: item["missing"].boolean ?? false)
    }
  }

  package var text: String {
    JSON.array(
      map { mount in
        [
          "path": .string(mount.path), "medium": JSON(mount.medium?.id), "label": JSON(mount.medium?.label),
          "missing": .bool(mount.isMissing),
        ]
      }
    ).canonicalText
  }
}
