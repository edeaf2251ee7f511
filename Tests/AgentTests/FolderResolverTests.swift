import Glibc
import Testing

@testable import Agent

@Suite("The way to a folder")
struct FolderResolverTests {
  /// Names have more bytes than characters, and those of old encodings are no characters at all.
  @Test func namesAreBytes() throws {
    let folder = try ScratchFolder()
    let top = try #require(WatchPlan.realPath(folder.path))
    let root = top + "/共有"
    let old: [UInt8] = [0x96, 0xBC, 0x95, 0xEB]
    mkdir(root, 0o755)
    mkdir(root + "/部署", 0o755)
    let inner = FileName(Array((root + "/部署/").utf8) + old)
    #expect(inner.withPointer { mkdir($0, 0o755) } == 0)
    defer { _ = inner.withPointer { rmdir($0) } }
    let resolver = FolderResolver(roots: [root], mounts: [], excluded: [])
    let chain = try #require(resolver.chain(toFolder: inner.text))
    #expect(chain.root == root && chain.steps.map(\.name) == [FileName("部署"), FileName(old)])
    // Opening by a handle is root's.
    guard getuid() == 0 else { return }
    guard let handle = chain.steps.last?.handle, case .inside(let opened) = resolver.open(handle) else {
      Issue.record("it is not found again")
      return
    }
    defer { close(opened.descriptor) }
    #expect(opened.path == inner.text && FileName(opened.path) == inner)
  }
}
