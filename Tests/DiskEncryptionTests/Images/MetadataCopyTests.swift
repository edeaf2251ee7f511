import Testing

@testable import DiskEncryption

@Suite("Copies of metadata") struct MetadataCopyTests {
  private static let names = [
    "bitlocker-xts256", "bitlocker-xts128-two-recovery", "rotated", "suspended", "hint", "tampered",
    "bitlocker-file-system", "luks1", "luks2-slot0", "luks2-slot1", "luks2-drifted-slot1",
  ]

  @Test(arguments: names) func theyAreWrittenAsTheyWereRead(name: String) throws {
    let file = try FileImage(path: Fixture.path(name))
    let bytes = try #require(try file.read(at: 0, count: Int(file.size)))
    #expect(try MetadataCopy(parsing: bytes).encoded == bytes)
    #expect(bytes.count < 300_000)
  }

  /// From the raw disk comes the same copy as from the copy.
  @Test(arguments: names) func collectingFromADiskGivesTheCopy(name: String) throws {
    let copy = try Fixture.copy(name)
    let disk = MemoryImage(expanding: copy)
    let slot = name == "luks2-slot0" ? 0 : name.hasPrefix("luks2") ? 1 : nil
    let collected = try EncryptedVolume(reading: disk).metadata(in: disk, slot: slot)
    #expect(collected == copy)
    let scratch = Scratch()
    let path = scratch.file("disk", disk.bytes)
    let file = try DiskImages.open(path)
    #expect(try EncryptedVolume(reading: file).metadata(in: file, slot: slot) == copy)
    #expect(try DiskImages.open(scratch.file("copy", collected.encoded)) as? MetadataCopy == copy)
  }

  /// Of a volume full of sectors, only BitLocker's own and one encrypted sector go into a copy.
  @Test func nothingElseIsCopied() throws {
    for states: (UInt16, UInt16) in [(4, 4), (5, 4)] {
      let written = BitLockerWriter(states: states, isHollow: true).write()
      let copy = try EncryptedVolume(reading: written.image).metadata(in: written.image)
      let allowed = [0] + BitLockerWriter.blocks + (states.0 == 4 ? [BitLockerWriter.headerOffset] : [])
      #expect(copy.regions.map(\.offset) == allowed.sorted())
      #expect(copy.encoded.count < 6000)
    }
    var noise = BitLockerWriter(isHollow: true).write().image
    noise.bytes.replaceSubrange(0x10000..<0x10008, with: repeatElement(0x41, count: 8))
    let copy = try EncryptedVolume(reading: noise).metadata(in: noise)
    #expect(!copy.regions.contains { $0.offset == 0x10000 })
  }

  @Test func everyBitCounts() throws {
    let bytes = try Fixture.copy("rotated").encoded
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(throws: DiskEncryptionFailure.self) { try MetadataCopy(parsing: changed) }
    }
    for length in stride(from: 0, to: bytes.count, by: 5) {
      #expect(throws: DiskEncryptionFailure.self) { try MetadataCopy(parsing: Array(bytes.prefix(length))) }
    }
    #expect(throws: DiskEncryptionFailure.self) { try MetadataCopy(parsing: bytes + [0]) }
  }

  @Test func regionsThatTouchAreJoined() {
    let copy = MetadataCopy(
      size: 100,
      regions: [
        .init(offset: 20, bytes: [3, 4]), .init(offset: 10, bytes: [UInt8](repeating: 1, count: 10)),
        .init(offset: 21, bytes: [9, 5]), .init(offset: 50, bytes: []), .init(offset: 60, bytes: [6]),
      ])
    #expect(copy.regions.map(\.offset) == [10, 60])
    #expect(copy.read(at: 19, count: 4) == [1, 3, 4, 5])
    #expect(copy.read(at: 23, count: 1) == nil)
    #expect(copy.read(at: 22, count: 2) == nil)
    #expect(copy.read(at: 0, count: 1) == nil)
    #expect(copy.read(at: .max, count: 1) == nil)
    #expect(copy.read(at: 10, count: -1) == nil)
  }

  @Test func manyRegionsAreRefused() throws {
    for (count, isRead) in [(64, true), (65, false)] {
      let regions = (0..<count).map { MetadataCopy.Region(offset: UInt64($0 * 4), bytes: [1]) }
      let bytes = MetadataCopy(size: 1000, regions: regions).encoded
      #expect(((try? MetadataCopy(parsing: bytes)) != nil) == isRead)
    }
  }

  @Test func otherFilesAreNoDisks() throws {
    #expect(throws: DiskEncryptionFailure.self) { try DiskImages.open("/nowhere/at/all") }
    #expect(throws: DiskEncryptionFailure.self) { try DiskImages.open("/tmp") }
    #expect(throws: DiskEncryptionFailure.self) { try DiskImages.open("/dev/null") }
    for bytes: [UInt8] in [[], [1], [UInt8](repeating: 0, count: 4096)] {
      #expect(throws: DiskEncryptionFailure.self) { try EncryptedVolume(reading: MemoryImage(bytes: bytes)) }
    }
  }

  /// A sector of a BitLocker volume that looks like the second header of LUKS stays a sector.
  @Test func sectorsAreNotTakenForHeaders() throws {
    var written = BitLockerWriter(isHollow: true).write()
    written.image.bytes.replaceSubrange(0x4000..<0x4006, with: [0x53, 0x4B, 0x55, 0x4C, 0xBA, 0xBE])
    guard case .bitLocker = try EncryptedVolume(reading: written.image) else {
      Issue.record("a BitLocker volume was taken for LUKS")
      return
    }
  }
}
