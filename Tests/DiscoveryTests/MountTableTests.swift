import Discovery
import Testing

@Suite("Mounts")
struct MountTableTests {
  private static let table = MountTable(
    parsing: """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      40 22 0:40 / /mnt/my\\040share rw shared:9 - cifs //server/share rw
      41 22 0:41 / /mnt rw - tmpfs tmpfs rw
      42 41 8:17 / /mnt/stick rw - vfat /dev/sdb1 rw
      """)

  @Test func aPathLiesOnTheDeepestMount() {
    #expect(Self.table.mount(of: "/mnt/my share/a")?.type == "cifs")
    #expect(Self.table.mount(of: "/mnt/my")?.path == "/mnt")
    #expect(Self.table.mount(of: "/mntx")?.path == "/")
    #expect(Self.table.below("/mnt").map(\.path) == ["/mnt/my share", "/mnt/stick"])
  }

  /// A share is its server and name, whatever the system knows of it.
  @Test func aShareIsKnownByItsName() {
    #expect(Self.table.mount(of: "/mnt/my share")?.lastingID == "//server/share")
  }

  @Test func theSystemListsItsMounts() throws {
    let own = try #require(MountTable.current.mount(of: "/proc"))
    #expect(own.path == "/proc" && own.isVirtual)
    #expect(MountTable.current.mount(of: "/") != nil)
  }
}
