import Discovery
import Glibc

/// Which roots there are to watch, by the configuration and what is mounted at the moment.
package struct WatchPlan: Sendable, Hashable {
  package struct Root: Sendable, Hashable {
    package var path: String
    /// Mounts whose file systems are marked for it, its own first.
    package var mounts: [String]
    /// False where others change files without this kernel knowing: such a root is only scanned.
    package var isWatchable: Bool
    /// Set for a medium that was put in.
    package var medium: Medium?
    /// Of the mounts below it the disks, whose files are still on them when they are not mounted.
    package var disks: [String] = []
    /// Disks that belong here and are not mounted: nobody sees what lies on them, and it is not gone.
    package var missing: [String] = []
    /// Some of them have no root of their own: the watch does not see all that it saw.
    package var isCut = false
  }

  package struct Medium: Sendable, Hashable {
    package var id: String
    package var label: String
  }

  /// A mount below a root, or where media are mounted, that is neither watched nor scanned, or a disk that is missing below
  /// a root, or a root whose disk or share is not mounted: it is named as a gap.
  package struct LeftOut: Sendable, Hashable {
    package var path: String
    /// Set where media are mounted.
    package var medium: Medium?
    /// A root of which only the mount point is there. What lay below it is out of reach, and not gone.
    package var isMissing: Bool

    package init(path: String, medium: Medium?, isMissing: Bool = false) {
      self.path = path
      self.medium = medium
      self.isMissing = isMissing
    }
  }

  package var roots: [Root]
  package var leftOut: [LeftOut] = []

  /// - Parameters:
  ///   - lyingOn: by root, where the file system was mounted on which it lay when it was last scanned to the end, and then
  ///     the disks below it.
  ///   - resolve: the path without links, nil when it does not exist.
  ///   - describe: id and label of what is mounted.
  package init(
    _ configuration: Configuration, _ table: MountTable, lyingOn: [String: [String]] = [:],
    resolve: (String) -> String?, describe: (Mount) -> Medium
  ) {
    let media = configuration.media
    func isMedium(_ path: String) -> Bool { media.contains { path != $0 && PathText.isInside(path, $0) } }
    func isKept(_ mount: Mount) -> Bool { !mount.isRemote && !mount.isVirtual }
    let mounted = Set(table.mounts.map(\.path))
    func isMissing(_ disk: String) -> Bool {
      !mounted.contains(disk) && !isMedium(disk) && !configuration.excludes(disk)
    }
    var roots: [Root] = []
    for wanted in configuration.roots {
      guard let path = resolve(wanted), !roots.contains(where: { $0.path == path }), let own = table.mount(of: path)
      else {
        continue
      }
      if let known = lyingOn[path]?.first, known != own.path, PathText.isInside(known, own.path) {
        leftOut.append(LeftOut(path: path, medium: nil, isMissing: true))
        continue
      }
      let below = table.below(path).filter { !$0.isVirtual && !isMedium($0.path) }
      let watched = below.filter { isKept($0) && !$0.isDriven }.map(\.path)
      let missing = (lyingOn[path] ?? []).dropFirst().filter(isMissing)
      roots.append(
        Root(
          path: path, mounts: [own.path] + watched, isWatchable: isKept(own),
          disks: below.filter { $0.isDisk && !configuration.excludes($0.path) }.map(\.path), missing: missing,
          isCut: missing.contains { lyingOn[$0] == nil }))
      leftOut += missing.map { LeftOut(path: $0, medium: nil, isMissing: lyingOn[$0] != nil) }
      // What the kernel may not tell of is a root by itself: it must not take the watch from the rest.
      for mount in below where mount.isDriven && !roots.contains(where: { $0.path == mount.path }) {
        roots.append(Root(path: mount.path, mounts: [mount.path], isWatchable: true))
      }
      leftOut += below.filter { $0.isRemote && !configuration.excludes($0.path) }
        .map { LeftOut(path: $0.path, medium: nil) }
    }
    for mount in table.mounts where isMedium(mount.path) && isKept(mount) {
      if roots.contains(where: { $0.path == mount.path }) { continue }
      roots.append(Root(path: mount.path, mounts: [mount.path], isWatchable: true, medium: describe(mount)))
    }
    for mount in table.mounts where isMedium(mount.path) && mount.isRemote && !configuration.excludes(mount.path) {
      leftOut.append(LeftOut(path: mount.path, medium: describe(mount)))
    }
    self.roots = roots
    // A share that is a root itself is scanned.
    var seen = Set(roots.map(\.path))
    leftOut = leftOut.filter { seen.insert($0.path).inserted }
  }

  package static func current(_ configuration: Configuration, lyingOn: [String: [String]]) -> WatchPlan {
    WatchPlan(configuration, .current, lyingOn: lyingOn, resolve: realPath, describe: { describe($0) })
  }

  package static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// By the names that udev gives to the device: the file system's own number and label.
  private static func describe(_ mount: Mount) -> Medium {
    let device = realPath(mount.source)
    func name(in folder: String) -> String? {
      SmallFile.names(in: folder).first { realPath(folder + "/" + $0) == device }
    }
    return Medium(
      id: device.flatMap { _ in name(in: "/dev/disk/by-uuid") } ?? mount.source,
      label: device.flatMap { _ in name(in: "/dev/disk/by-label") } ?? "")
  }
}

extension Mount {
  /// Whether its files outlast it: they lie on a disk of this machine that belongs where it is mounted. What lies in memory
  /// is gone with the mount, images and bound folders come and go with programs.
  fileprivate var isDisk: Bool {
    if type == "zfs" { return true }
    let isDevice = source.hasPrefix("/dev/") && !["loop", "zram", "ram"].contains { source.hasPrefix("/dev/" + $0) }
    // A part of a btrfs is what others call a disk.
    return isDevice && (part == "/" || type == "btrfs")
  }
}
