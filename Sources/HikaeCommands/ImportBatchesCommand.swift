import ArgumentParser
import CanonicalForms
import Custody
import Documents
import Glibc
import Observations
import Wording

/// `hikae import batches FOLDER…`: what agents without a network wrote to a folder (`hikae-agent run --deliver-to`).
struct ImportBatchesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batches",
    abstract: "Take down batches that agents without a network wrote to a folder.",
    discussion: """
      Batches of enrolled devices, signed by them; any order, and any number of times. One that cannot be taken down is \
      named with the reason, and the others are taken all the same. Exit status 1 means that some were not.
      """)

  @Argument(help: "Folders with batches, or single files.")
  var paths: [String]

  @OptionGroup var installation: InstallationOptions

  func validate() throws {
    if paths.isEmpty { throw ValidationError("a folder is needed") }
  }

  func run() throws {
    let language = installation.language
    try reportingFailures(in: language) {
      let files = try paths.flatMap(Self.files)
      let failed = try installation.changing { custody in
        var taken = 0
        var devices: Set<String> = []
        var failed: [(file: String, reason: Phrase)] = []
        for file in files {
          switch try Self.take(file, by: custody) {
          case .taken(let device):
            taken += 1
            devices.insert(device)
          case .failed(let reason): failed.append((file, reason))
          }
        }
        for (file, reason) in failed { print("\(PrintableText.of(file))  —  \(language.text(reason))") }
        print(
          language.text(
            .importBatches, language.number(taken), language.number(devices.count), language.number(failed.count)))
        return failed.count
      }
      if failed > 0 { throw Status.findings }
    }
  }

  private enum Outcome {
    case taken(device: String)
    case failed(Phrase)
  }

  private static func take(_ file: String, by custody: Custody) throws -> Outcome {
    let batch: Batch
    do {
      let source = try FileSource(path: file)
      guard source.size <= Int64(Batch.largest) else { return .failed(.importBatchDamaged) }
      batch = try Batch(from: try source.bytes(at: 0, count: Int(source.size)))
    } catch {
      return .failed(.importBatchDamaged)
    }
    switch try custody.accept(batch, receivedAt: .now) {
    case .accepted: return .taken(device: batch.device)
    case .conflict: return .failed(.importBatchConflict)
    case .refused(.unknownEpoch): return .failed(.importBatchUnknown)
    case .refused(.closedEpoch): return .failed(.importBatchClosed)
    case .refused(.signature): return .failed(.importBatchSignature)
    case .refused(.profiles): return .failed(.importBatchProfiles)
    }
  }

  /// The batches of a folder in the order of their names, which is that of their numbers.
  private static func files(of path: String) throws -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw PathFailure(path: path, reason: String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    guard let handle = opendir(path) else { throw PathFailure(path: path, reason: String(cString: strerror(errno))) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".batch") { names.append(path + "/" + name) }
    }
    return names.sorted()
  }
}
