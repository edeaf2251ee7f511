import CanonicalForms
import Discovery
import Observations
import Testing

@testable import Agent

@Suite("What the agent is told and finds around it")
struct SettingTests {
  @Test func aConfigurationSaysAllThatIsWrongWithIt() throws {
    let configuration = try Configuration(
      parsing: """
        # the office's laptops
        root = /home/   # staff
        root = /data
        exclude = /home/shared/cache
        read_rate = 5
        network = 192.168.1.1 head office
        unlimited_queue = no
        """)
    #expect(configuration.roots == ["/home", "/data"] && configuration.excluded == ["/home/shared/cache"])
    #expect(configuration.readRate == 5 && !configuration.hasUnlimitedQueue)
    #expect(configuration.networks.map(\.name) == ["head office"])
    #expect(configuration.media == Configuration().media)
    do {
      _ = try Configuration(parsing: "root = home\nspeed = 3\nread_rate = fast\n\nnonsense\nunlimited_queue = perhaps")
      Issue.record("it should not be accepted")
    } catch {
      #expect(error.description.split(separator: "\n").count == 5)
      #expect(error.description.contains("line 3: read_rate is a whole number from 0 to 10000"))
    }
  }

  static let mountinfo = """
    22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
    23 22 0:21 / /proc rw - proc proc rw
    40 22 259:3 / /home rw - ext4 /dev/nvme0n1p3 rw
    41 40 0:50 / /home/a/net rw - nfs4 nas:/vol rw
    42 40 8:1 / /home/a/with\\040space rw - vfat /dev/sda1 rw
    43 22 8:17 / /media/u/STICK rw shared:7 - exfat /dev/sdb1 rw
    """

  @Test func mountsAreFoundAsTheKernelListsThem() throws {
    let table = MountTable(parsing: Self.mountinfo)
    #expect(table.mounts.count == 6)
    #expect(table.mount(of: "/home/a/x")?.source == "/dev/nvme0n1p3")
    #expect(table.mount(of: "/homes")?.path == "/")
    #expect(table.below("/home").map(\.path) == ["/home/a/net", "/home/a/with space"])
  }

  @Test func rootsAndMediaAreWatchedAndSharesAreScannedOnly() {
    var configuration = Configuration()
    configuration.roots = ["/home", "/home/a/net", "/nowhere"]
    let plan = WatchPlan(
      configuration, MountTable(parsing: Self.mountinfo), resolve: { $0 == "/nowhere" ? nil : $0 },
      describe: { .init(id: $0.source, label: "") })
    #expect(plan.roots.map(\.path) == ["/home", "/home/a/net", "/media/u/STICK"])
    #expect(plan.roots[0].mounts == ["/home", "/home/a/with space"])
    #expect(plan.roots.map(\.isWatchable) == [true, false, true])
    #expect(plan.roots[2].medium == .init(id: "/dev/sdb1", label: ""))
  }

  static let sticks = """
    22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
    40 22 259:3 / /home rw - ext4 /dev/nvme0n1p3 rw
    41 40 0:50 / /home/a/net rw - nfs4 nas:/vol rw
    42 40 8:1 / /home/a/disk rw - fuseblk /dev/sda1 rw
    43 22 8:17 / /media/u/NTFS rw - fuseblk /dev/sdb1 rw
    44 22 0:60 / /media/u/phone rw - fuse.jmtpfs jmtpfs rw
    45 22 0:61 / /home/a/cache/share rw - cifs //nas/share rw
    46 22 0:62 / /home/a/proc rw - proc proc rw
    """

  /// A stick or disk with NTFS is a medium, also where a program reads it; what is left out has a name.
  @Test func drivenMediaAreRootsAndWhatIsLeftOutIsNamed() {
    var configuration = Configuration()
    configuration.roots = ["/home"]
    configuration.excluded = ["/home/a/cache"]
    let plan = WatchPlan(
      configuration, MountTable(parsing: Self.sticks), resolve: { $0 }, describe: { .init(id: $0.source, label: "") })
    #expect(plan.roots.map(\.path) == ["/home", "/home/a/disk", "/media/u/NTFS"])
    #expect(plan.roots[0].mounts == ["/home"], "what may not be watchable takes nothing from the rest")
    #expect(plan.roots[2].medium == .init(id: "/dev/sdb1", label: "") && plan.roots[2].isWatchable)
    let phone = WatchPlan.LeftOut(path: "/media/u/phone", medium: .init(id: "jmtpfs", label: ""))
    #expect(plan.leftOut == [.init(path: "/home/a/net", medium: nil), phone])
    #expect([WatchPlan.LeftOut](text: plan.leftOut.text) == plan.leftOut)
    #expect([WatchPlan.LeftOut](text: "nonsense").isEmpty)
    #expect(
      WatchPlan.facts(leftOut: [], then: plan.leftOut) == [
        .watchStopped(root: "/home/a/net", reason: .notWatchable),
        .mediumAttached(id: "jmtpfs", label: "", mountPoint: "/media/u/phone"),
        .watchStopped(root: "/media/u/phone", reason: .notWatchable),
      ])
    #expect(WatchPlan.facts(leftOut: plan.leftOut, then: plan.leftOut).isEmpty)
    #expect(
      WatchPlan.facts(leftOut: plan.leftOut, then: [plan.leftOut[0]]) == [
        .watchStopped(root: "/media/u/phone", reason: .unmounted), .mediumDetached(id: "jmtpfs"),
      ])
  }

  /// The mount point of a share or disk that is not mounted is no root: its files are out of reach, and not gone.
  @Test func aRootThatIsNotMountedIsNamedAndNotScanned() {
    var configuration = Configuration()
    configuration.roots = ["/home", "/srv/share", "/srv/plain"]
    func plan(_ lyingOn: [String: [String]]) -> WatchPlan {
      WatchPlan(
        configuration, MountTable(parsing: Self.sticks), lyingOn: lyingOn, resolve: { $0 },
        describe: { .init(id: $0.source, label: "") })
    }
    let known = ["/home": ["/home"], "/srv/share": ["/srv/share"], "/srv/plain": ["/"]]
    let missing = WatchPlan.LeftOut(path: "/srv/share", medium: nil, isMissing: true)
    #expect(plan(known).roots.map(\.path).filter { $0.hasPrefix("/srv") } == ["/srv/plain"])
    #expect(plan(known).leftOut.contains(missing))
    #expect(WatchPlan.facts(leftOut: [], then: [missing]) == [.watchStopped(root: "/srv/share", reason: .unmounted)])
    #expect([WatchPlan.LeftOut](text: [missing].text) == [missing])
    // Mounted again, or put into the configuration anew, it is a root like others, and nothing is stopped.
    #expect(plan([:]).roots.map(\.path).contains("/srv/share"))
    #expect(WatchPlan.facts(leftOut: [missing], then: []).isEmpty)
    // A root that got a disk of its own is scanned.
    #expect(plan(["/home": ["/"]]).roots.map(\.path).contains("/home"))
  }

  static let disks = """
    22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
    41 22 8:1 / /srv/disk2 rw - ext4 /dev/sda1 rw
    42 22 8:17 / /srv/windows rw - fuseblk /dev/sdb1 rw
    43 22 0:50 / /srv/memory rw - tmpfs tmpfs rw
    44 22 7:1 / /srv/image rw - squashfs /dev/loop1 ro
    45 22 259:1 /var/www /srv/www rw - ext4 /dev/nvme0n1p2 rw
    """

  /// A disk below a root that is not mounted is named; the rest is not scanned to an end that would take its files for gone.
  @Test func aDiskThatIsMissingBelowARootIsNotTakenForGone() throws {
    var configuration = Configuration()
    configuration.roots = ["/srv"]
    func plan(without: [String], _ lyingOn: [String: [String]]) -> (plan: WatchPlan, table: MountTable) {
      var table = MountTable(parsing: Self.disks)
      table.mounts.removeAll { without.contains($0.path) }
      let plan = WatchPlan(
        configuration, table, lyingOn: lyingOn, resolve: { $0 }, describe: { .init(id: $0.source, label: "") })
      return (plan, table)
    }
    let whole = plan(without: [], [:])
    let root = try #require(whole.plan.roots.first)
    #expect(root.disks == ["/srv/disk2", "/srv/windows"], "what lies in memory or in an image is no disk")
    #expect(root.isWhole(in: whole.table) && root.missing.isEmpty && !root.isCut)
    // While it runs, before the mounts are looked at again.
    #expect(!root.isWhole(in: plan(without: ["/srv/disk2"], [:]).table))

    let lyingOn = ["/srv": ["/", "/srv/disk2", "/srv/windows"], "/srv/windows": ["/srv/windows"]]
    #expect(WatchPlan.grounds(text: WatchPlan.text(grounds: lyingOn), of: ["/srv"]) == lyingOn)
    #expect(WatchPlan.grounds(text: #"{"/old":"/","/srv":"/"}"#, of: ["/srv"]) == ["/srv": ["/"]])
    let cut = plan(without: ["/srv/disk2", "/srv/memory", "/srv/image", "/srv/www"], lyingOn)
    let missing = WatchPlan.LeftOut(path: "/srv/disk2", medium: nil)
    #expect(cut.plan.leftOut == [missing])
    #expect(cut.plan.roots.first?.missing == ["/srv/disk2"] && cut.plan.roots.first?.isCut == true)
    #expect(cut.plan.roots.first?.isWhole(in: cut.table) == false)
    #expect(
      WatchPlan.facts(leftOut: [], then: [missing]) == [.watchStopped(root: "/srv/disk2", reason: .notWatchable)])
    // What is a root by itself takes the watch from nothing else; its files are not gone, either.
    let windows = plan(without: ["/srv/windows"], lyingOn)
    #expect(windows.plan.leftOut == [.init(path: "/srv/windows", medium: nil, isMissing: true)])
    #expect(windows.plan.roots.first?.isCut == false)
    #expect(windows.plan.roots.first?.isWhole(in: windows.table) == false)
    // Mounted again, or left out by who knows that it does not come back.
    #expect(plan(without: [], lyingOn).plan.leftOut.isEmpty)
    configuration.excluded = ["/srv/disk2"]
    let without = plan(without: ["/srv/disk2"], lyingOn)
    #expect(without.plan.leftOut.isEmpty && without.plan.roots.first?.isWhole(in: without.table) == true)
  }

  /// A root of which one file system cannot be watched is not watched, and one that grew was not for a moment.
  @Test func aRootThatIsNotWatchedAsAWholeSaysSo() {
    let before = WatchPlan.Root(path: "/home", mounts: ["/home"], isWatchable: true)
    let after = WatchPlan.Root(path: "/home", mounts: ["/home", "/home/a"], isWatchable: true)
    let since = Moment(milliseconds: 5)
    func facts(_ was: Bool, _ isWatched: Bool, shrinks: Bool = false) -> [Fact] {
      WatchPlan.facts(
        of: shrinks ? before : after, before: shrinks ? after : before, wasWatched: was, isWatched: isWatched,
        since: since)
    }
    #expect(facts(true, false) == [.watchStopped(root: "/home", reason: .notWatchable)])
    #expect(facts(false, true) == [.watchStarted(root: "/home")])
    #expect(facts(true, true) == [.missed(root: "/home", since: since, reason: .notWatchable)])
    #expect(facts(true, true, shrinks: true).isEmpty && facts(false, false).isEmpty)
  }

  /// Staff may see how the agent fares; that they may not look somewhere is not that nothing is there.
  @Test func theStatusIsForEverybody() throws {
    let state = StateFolder(StateFolder.standard)
    #expect(try StatusCommand.written([1], isForbidden: false, in: state, shown: { nil }) == [1])
    #expect(try StatusCommand.written(nil, isForbidden: true, in: state, shown: { [2] }) == [2])
    let silent = #expect(throws: AgentFailure.self) {
      try StatusCommand.written(nil, isForbidden: true, in: state, shown: { nil })
    }
    #expect(silent?.description.contains("you may not look into /var/lib/hikae-agent") == true)
    let other = #expect(throws: AgentFailure.self) {
      try StatusCommand.written(nil, isForbidden: true, in: StateFolder("/tmp/other"), shown: { [2] })
    }
    #expect(other?.description.contains("/tmp/other") == true, "the status of another agent is not this one's")
    let none = #expect(throws: AgentFailure.self) {
      try StatusCommand.written(nil, isForbidden: false, in: state, shown: { [2] })
    }
    #expect(none?.description.contains("no agent has run") == true)
  }

  @Test func theGatewayNamesTheNetwork() {
    let routes = "Iface\tDestination\tGateway\tFlags\neth0\t0000A8C0\t00000000\t1\neth0\t00000000\t0101A8C0\t3\n"
    #expect(NetworkPlace.gateway(routes: routes) == "192.168.1.1")
    #expect(NetworkPlace.name(of: "192.168.1.1", in: [("192.168.1.1", "office")]) == "office")
    #expect(NetworkPlace.name(of: "10.0.0.1", in: []) == "other" && NetworkPlace.name(of: nil, in: []) == "")
  }

  @Test func sleepAndASetClockAreNoticed() {
    func stamp(_ time: Int64, _ uptime: Int64) -> Stamp { Stamp(time: Moment(milliseconds: time), uptime: uptime) }
    var vitals = Vitals(now: stamp(1_000_000, 0), slept: 0)
    #expect(vitals.look(stamp(1_005_010, 5_000), slept: 0).entries.isEmpty)
    let woke = vitals.look(stamp(4_605_010, 3_605_000), slept: 3_590_000).entries
    #expect(woke.map(\.fact) == [.slept, .woke(milliseconds: 3_590_000)])
    #expect(woke.first?.stamp == stamp(1_005_010, 5_000))
    let set = vitals.look(stamp(8_210_010, 3_610_000), slept: 3_590_000).entries
    #expect(set.map(\.fact) == [.clockJumped(milliseconds: 3_600_000)])
  }

  /// Bytes of the kernel are foreign bytes: no cut or change of them may trap.
  @Test func damagedEventsAreNoEvents() {
    var event: [UInt8] = []
    func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { event += $0 } }
    append(UInt32(24 + 44))
    event += [3, 0]
    append(UInt16(24))
    append(UInt64(0x100))
    append(Int32(-1))
    append(Int32(99))
    event += [2, 0]
    append(UInt16(44))
    append(UInt64(5))
    append(UInt32(8))
    append(UInt32(1))
    append(UInt64(77))
    event += Array("list.csv".utf8) + [0, 0, 0, 0]
    event += [0, 0, 0, 0]
    event[0] = UInt8(event.count)
    event[26] = UInt8(event.count - 24)
    let stamp = Stamp(time: Moment(milliseconds: 0), uptime: 0)
    let whole = EventBytes(bytes: event, stamp: stamp).decoded(except: 1)
    guard case .event(.touched(let place, .created, object: nil))? = whole?.first else {
      Issue.record("not decoded: \(String(describing: whole))")
      return
    }
    #expect(place.name.text == "list.csv")
    #expect(EventBytes(bytes: event, stamp: stamp).decoded(except: 99) == [])
    for length in event.indices { _ = EventBytes(bytes: Array(event[..<length]), stamp: stamp).decoded(except: 1) }
    for place in event.indices {
      for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
        var damaged = event
        damaged[place] = value
        _ = EventBytes(bytes: damaged, stamp: stamp).decoded(except: 1)
      }
    }
  }
}
