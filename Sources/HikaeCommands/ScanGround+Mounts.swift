import Custody
import Discovery
import Glibc

extension ScanGround {
  /// What a root lies on at the moment; nil when the system does not tell.
  init?(of root: String) {
    // What is mounted on demand is mounted now.
    if let folder = opendir(root) { closedir(folder) }
    let table = MountTable.current
    guard let own = table.mount(of: root) else { return nil }
    self.init(own: Mount(own), below: table.below(root).filter { !$0.isVirtual }.map(Mount.init))
  }
}

extension ScanGround.Mount {
  fileprivate init(_ mount: Discovery.Mount) { self.init(path: mount.path, type: mount.type, id: mount.lastingID) }
}
