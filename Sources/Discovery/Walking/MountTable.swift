import Glibc

/// A mounted file system, as the kernel lists it.
package struct Mount: Sendable, Hashable {
  package var path: String
  /// Folder of the file system that is mounted there; `/` unless a part is bound.
  package var part: String
  package var type: String
  package var source: String

  /// File systems whose files others can change without this kernel knowing.
  package var isRemote: Bool {
    type.hasPrefix("nfs") || type.hasPrefix("fuse") && !isDriven
      || ["cifs", "smb3", "smbfs", "9p", "afs", "ceph", "ncpfs", "virtiofs"].contains(type)
  }

  /// A disk or stick of this machine that a program reads instead of the kernel, as ntfs-3g does. Nobody else changes it,
  /// but the kernel may not tell of changes.
  package var isDriven: Bool { type == "fuseblk" && source.hasPrefix("/dev/") }

  /// What the kernel shows of itself, not files that somebody keeps.
  package var isVirtual: Bool {
    [
      "proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "securityfs", "debugfs", "tracefs", "pstore", "bpf",
      "configfs", "mqueue", "hugetlbfs", "autofs", "binfmt_misc", "rpc_pipefs", "nsfs", "efivarfs", "fusectl",
      "selinuxfs",
    ].contains(type)
  }
}

/// All mounts of this process's view.
package struct MountTable: Sendable, Hashable {
  package var mounts: [Mount]

  package init(mounts: [Mount]) { self.mounts = mounts }

  package static var current: MountTable {
    guard let file = fopen("/proc/self/mountinfo", "re") else { return MountTable(mounts: []) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return MountTable(parsing: String(decoding: bytes, as: UTF8.self)) }
      bytes += buffer[..<count]
    }
  }

  /// Reads `/proc/self/mountinfo` (proc(5)): id, parent, device, part, path, options, tags …, `-`, type, source.
  package init(parsing text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 2 else { return nil }
      return Mount(
        path: Self.plain(fields[4]), part: Self.plain(fields[3]), type: String(fields[dash + 1]),
        source: Self.plain(fields[dash + 2]))
    }
  }

  /// Spaces and the like are written as `\040`.
  private static func plain(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The mount that a path lies on: of those that hold it the deepest, the last mounted of equals.
  package func mount(of path: String) -> Mount? {
    var best: Mount?
    for mount in mounts where Self.isInside(path, mount.path) {
      if mount.path.utf8.count >= best?.path.utf8.count ?? 0 { best = mount }
    }
    return best
  }

  /// Mounts strictly below a path.
  package func below(_ path: String) -> [Mount] {
    var last: [String: Mount] = [:]
    for mount in mounts where mount.path != path && Self.isInside(mount.path, path) { last[mount.path] = mount }
    return last.values.sorted { $0.path < $1.path }
  }
  private static func isInside(_ path: String, _ folder: String) -> Bool {
    if folder == "/" || path == folder { return true }
    let (path, folder) = (path.utf8, folder.utf8)
    return path.count > folder.count && path.starts(with: folder)
      && path.dropFirst(folder.count).first == UInt8(ascii: "/")
  }
}

extension Mount {
  /// What tells the file system from others of its type, as far as it outlasts a restart and another socket: of a share its
  /// server and name, of a disk the number that its format keeps. Nil where there is none, as with FAT, whose number is that
  /// of the device which it happens to be.
  package var lastingID: String? {
    if isRemote { return source }
    var about = statvfs()
    var status = stat()
    guard statvfs(path, &about) == 0, stat(path, &status) == 0 else { return nil }
    let number = UInt64(about.f_fsid)
    let device = UInt64(status.st_dev)
    let major = device >> 8 & 0xFFF | device >> 32 & ~0xFFF
    let minor = device & 0xFF | device >> 12 & ~0xFF
    // As the kernel makes a number of a device for file systems that have none of their own.
    let ofDevice = minor & 0xFF | major << 8 | (minor & ~0xFF) << 12
    return number == 0 || number == ofDevice ? nil : String(number, radix: 16)
  }
}
