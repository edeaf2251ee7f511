import CanonicalForms
import Cryptography
import DiskEncryption
import Glibc
import TestDisks
import Testing

@testable import Agent

/// Finding open volumes in sysfs, and reading their sectors: on folders and files.
@Suite("Disks") struct DiskTests {
  private static let digits = "0123456789abcdef0123456789abcdef"

  private func mapping(
    _ folder: ScratchFolder, _ name: String, uuid: String, slaves: [String], suspended: String = "0"
  ) throws {
    try folder.write("sys/block/\(name)/dm/uuid", uuid + "\n")
    try folder.write("sys/block/\(name)/dm/suspended", suspended + "\n")
    for slave in slaves { try folder.write("sys/block/\(name)/slaves/\(slave)/size", "1\n") }
  }

  @Test func mappingsAreFoundAndOthersAreNot() throws {
    let folder = try ScratchFolder()
    try folder.write("sys/block/sda/size", "1\n")
    try mapping(folder, "dm-0", uuid: "CRYPT-LUKS2-\(Self.digits)-luks-root", slaves: ["nvme0n1p3"])
    try mapping(folder, "dm-1", uuid: "CRYPT-LUKS1-\(Self.digits.uppercased())-old-disk", slaves: ["cciss!c0d0p1"])
    // A logical volume, plain dm-crypt, BitLocker, a volume over two devices, one that is suspended, and what is none.
    try mapping(folder, "dm-2", uuid: "LVM-abcdef", slaves: ["dm-0"])
    try mapping(folder, "dm-3", uuid: "CRYPT-PLAIN-swap", slaves: ["sda2"])
    try mapping(folder, "dm-4", uuid: "CRYPT-BITLK-\(Self.digits)-win", slaves: ["sda3"])
    try mapping(folder, "dm-5", uuid: "CRYPT-LUKS2-\(Self.digits)-two", slaves: ["sda4", "sda5"])
    try mapping(folder, "dm-6", uuid: "CRYPT-LUKS2-\(Self.digits)-asleep", slaves: ["sda6"], suspended: "1")
    try mapping(folder, "dm-7", uuid: "CRYPT-LUKS2-tooshort-x", slaves: ["sda7"])
    let found = OpenMapping.all(in: BlockDevices(sysfs: folder.path + "/sys", devices: "/dev"))
    #expect(
      found == [
        OpenMapping(digits: Self.digits, raw: "/dev/nvme0n1p3", plain: "/dev/dm-0"),
        OpenMapping(digits: Self.digits, raw: "/dev/cciss/c0d0p1", plain: "/dev/dm-1"),
      ])
    #expect(found.first?.isOf("01234567-89AB-CDEF-0123-456789ABCDEF") == true)
    #expect(OpenMapping.all(in: BlockDevices(sysfs: folder.path + "/nowhere")).isEmpty)
  }

  @Test func aHeaderOfAnotherVolumeIsNotReported() throws {
    let disk = try LUKSDisk(passphrase: "x")
    let places = BlockDevices(sysfs: disk.sysfs, devices: disk.devices)
    #expect(DiskTalk.volumes(in: places).found.map(\.volume.uuid) == [LUKSDisk.uuid])
    let claim = open(disk.sysfs + "/block/dm-0/dm/uuid", O_WRONLY | O_TRUNC)
    #expect(SmallFile.writeAll(claim, Array("CRYPT-LUKS2-\(Self.digits)-data\n".utf8)))
    close(claim)
    #expect(DiskTalk.volumes(in: places).found.isEmpty && DiskTalk.volumes(in: places).unread.isEmpty)
  }

  /// What the system shows as open and the agent cannot read is said, and not passed over.
  @Test func aDeviceThatCannotBeReadIsTrouble() throws {
    let disk = try LUKSDisk(passphrase: "x")
    let places = BlockDevices(sysfs: disk.sysfs, devices: disk.devices)
    #expect(unlink(disk.raw) == 0)
    let server = DiskServer(
      identity: Identity(device: "PC-1", epoch: 1, server: "https://127.0.0.1:1", log: ""),
      state: StateFolder(disk.folder))
    let outcome = try DiskTalk(places: places, server: server).talk()
    #expect(outcome.volumes == 0)
    #expect(outcome.trouble == "\(disk.raw): No such file or directory")
    // A detached header lies elsewhere.
    try disk.change(disk.plain, at: 0, [0])
    #expect(rename(disk.plain, disk.raw) == 0)
    #expect(try DiskTalk(places: places, server: server).talk().trouble == nil)
  }

  @Test(arguments: [512, 4096]) func sectorsAreReadOnBothSides(sectorSize: Int) throws {
    let disk = try LUKSDisk(passphrase: "x", sectorSize: sectorSize)
    let one = try #require(DiskTalk.volumes(in: BlockDevices(sysfs: disk.sysfs, devices: disk.devices)).found.first)
    let last = UInt64(LUKSDisk.dataSize / sectorSize - 1)
    func question(_ sectors: [UInt64], size: Int = sectorSize, volume: String = LUKSDisk.uuid) -> SectorQuestion {
      SectorQuestion(id: "q", volume: volume, sectorSize: size, sectors: sectors, expires: .now)
    }
    let reader = SectorReader(mapping: one.mapping, volume: one.volume)
    guard case .sectors("q", LUKSDisk.fileSystem, let answers) = try reader.answer(question([0, 3, last])) else {
      Issue.record("not answered")
      return
    }
    #expect(answers.map(\.sector) == [0, 3, last])
    for answer in answers {
      let start = Int(answer.sector) * sectorSize
      #expect(
        try answer.ciphertext == disk.read(disk.raw, at: LUKSDisk.dataOffset + start, count: sectorSize))
      #expect(
        try answer.plain == SHA256Digest(hashing: disk.read(disk.plain, at: start, count: sectorSize)))
    }
    // Beyond the end, beyond what a number holds, of another size or volume; and a volume that was closed.
    for bad in [question([last + 1]), question([.max]), question([0], size: 1024), question([0], volume: "other")] {
      #expect(throws: SectorReader.Unanswered.self) { try reader.answer(bad) }
    }
    unlink(disk.plain)
    do {
      _ = try reader.answer(question([0]))
      Issue.record("answered")
    } catch { #expect(error.why == .closed) }
  }

  @Test func slotsAreRememberedAsTheyStand() throws {
    let folder = try ScratchFolder()
    let slots = OwnSlots(StateFolder(folder.path))
    #expect(try slots.all().isEmpty)
    try slots.put(OwnSlot(volume: "a", slot: 1, state: .relied, fingerprint: "f1"))
    try slots.put(OwnSlot(volume: "a", slot: 2, state: .adding, fingerprint: nil))
    try slots.put(OwnSlot(volume: "b", slot: 1, state: .relied, fingerprint: "g"))
    try slots.rely(on: OwnSlot(volume: "a", slot: 2, state: .added, fingerprint: "f2"))
    #expect(try slots.all(of: "a").map(\.state) == [.retired, .relied])
    #expect(try slots.all(of: "b").map(\.state) == [.relied])
    try slots.forget(OwnSlot(volume: "a", slot: 1, state: .retired, fingerprint: "f1"))
    #expect(try slots.all(of: "a").map(\.fingerprint) == ["f2"])
    // One at a time, and nothing is forgotten in silence.
    let lock = try slots.take()
    #expect(throws: AgentFailure.self) { try slots.take() }
    close(lock)
    try folder.write("keyslots.json", "{\"slots\":[{}]}")
    #expect(throws: AgentFailure.self) { try slots.all() }
  }
}
