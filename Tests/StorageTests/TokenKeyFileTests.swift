import Glibc
import Storage
import Testing

@Suite final class TokenKeyFileTests {
  private let folder = DataFolder("/tmp/hikae-keys-\(getpid())-\(UInt64.random(in: 0 ... .max))/deep")

  deinit {
    unlink(folder.tokenKeyPath)
    rmdir(folder.path + "/keys")
    rmdir(folder.path)
    rmdir(String(folder.path.dropLast(5)))
  }

  @Test func aKeyIsMadeOnceAndForItsOwnerOnly() throws {
    #expect(try folder.create())
    let key = try TokenKeyFile.read(at: folder.tokenKeyPath)
    #expect(key.count == 32)
    #expect(Set(key).count > 8)
    var status = stat()
    #expect(stat(folder.tokenKeyPath, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(try folder.create() == false)
    #expect(try TokenKeyFile.read(at: folder.tokenKeyPath) == key)
    #expect(throws: StorageFailure.self) { try TokenKeyFile.create(at: self.folder.tokenKeyPath) }
  }

  @Test(arguments: [mode_t(0o640), 0o604, 0o620, 0o660, 0o644, 0o666]) func aKeyThatOthersReachIsRefused(
    mode: mode_t
  ) throws {
    _ = try folder.create()
    chmod(folder.tokenKeyPath, mode)
    #expect(throws: StorageFailure.self) { try TokenKeyFile.read(at: self.folder.tokenKeyPath) }
  }

  @Test(arguments: [0, 31, 33]) func aKeyOfAnotherLengthIsRefused(length: Int) throws {
    _ = try folder.create()
    let file = try #require(fopen(folder.tokenKeyPath, "w"))
    for _ in 0..<length { fputc(7, file) }
    fclose(file)
    #expect(throws: StorageFailure.self) { try TokenKeyFile.read(at: self.folder.tokenKeyPath) }
  }

  @Test func aLinkIsRefused() throws {
    _ = try folder.create()
    let link = folder.path + "/link"
    defer { unlink(link) }
    #expect(symlink(folder.tokenKeyPath, link) == 0)
    #expect(throws: StorageFailure.self) { try TokenKeyFile.read(at: link) }
  }
}
