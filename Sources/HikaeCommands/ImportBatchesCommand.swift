import ArgumentParser
import CanonicalForms
import Custody
import Discovery
import Documents
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
      let source = try FileSource(named: file)
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

  /// The batches of a folder and of those below it, in the order of their names, which is that of their numbers.
  private static func files(of path: String) throws -> [String] {
    let walk = FileWalk([path])
    if let barrier = walk.barriers.first {
      throw PathFailure(path: barrier.path, reason: barrier.reason.rawValue)
    }
    if let only = walk.files.first, walk.files.count == 1, only.path == path { return [path] }
    return walk.files.map(\.path).filter { $0.hasSuffix(".batch") }
  }
}
