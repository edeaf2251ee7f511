import Discovery
import Testing

@Suite("Walking a tree")
struct FileWalkTests {
  @Test func orderLinksAndSpecialFiles() throws {
    let folder = try ScratchFolder()
    try folder.write("b/two.txt", "2")
    try folder.write("a/one.txt", "1")
    try folder.write("a/.hidden", "h")
    try folder.link("a/link.txt", to: "one.txt")
    try folder.link("loop", to: ".")
    let walk = FileWalk([folder.path])
    #expect(
      walk.files.map { String($0.path.dropFirst(folder.path.count)) } == ["/a/.hidden", "/a/one.txt", "/b/two.txt"])
    #expect(walk.barriers.isEmpty)
    #expect(walk.files.allSatisfy { $0.size == 1 })
  }

  @Test func excludedFoldersAndMissingRoots() throws {
    let folder = try ScratchFolder()
    try folder.write("keep/one.txt", "1")
    try folder.write("leave/two.txt", "2")
    let walk = FileWalk([folder.path, folder.path + "/nowhere"], excluding: [folder.path + "/leave"])
    #expect(walk.files.count == 1)
    #expect(walk.barriers == [.init(path: folder.path + "/nowhere", reason: .inputOutput)])
  }
}
