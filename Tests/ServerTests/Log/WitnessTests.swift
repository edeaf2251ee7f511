import CanonicalForms
import Cryptography
import Hummingbird
import HummingbirdTesting
import Logging
import Server
import Storage
import Synchronization
import Testing
import TransparencyLog

/// A log and a witness over HTTP, each with a state of its own.
@Suite struct WitnessTests {
  static let time = Moment(milliseconds: 1_700_000_000_000)

  /// An installation with a log and a journal of a few entries.
  struct Installation {
    let scratch: Scratch
    let folder: DataFolder
    let journal: Journal

    init() throws {
      scratch = try Scratch()
      folder = DataFolder(scratch.path + "/data")
      _ = try folder.create()
      try folder.createLog(name: "log.example/one")
      let store = try Store(
        .sqlite(path: folder.databasePath), creating: true, migrations: [.journal, .leases, .checkpoint])
      journal = Journal(store: store, projections: [])
    }

    func grow(by count: Int) throws {
      for number in 0..<count {
        try journal.append(NewEntry(kind: "test", body: ["n": JSON(number)]), at: WitnessTests.time, by: "test")
      }
    }

    func keeper(_ witnesses: [WitnessPeer] = [], metrics: Metrics = Metrics()) throws -> LogKeeper {
      LogKeeper(
        publisher: try LogPublisher(folder: folder, store: journal.store), tiles: folder.tiles, witnesses: witnesses,
        interval: .milliseconds(20), metrics: metrics, logger: CapturedLog().logger)
    }

    func checkpoint() throws -> SignedCheckpoint { try SignedCheckpoint(parsing: folder.tiles.read(.checkpoint) ?? []) }
  }

  static func withWitness(
    of keys: [VerifierKey], _ body: @escaping @Sendable (VerifierKey, _ url: String, Scratch) async throws -> Void
  ) async throws {
    let state = try Scratch()
    let signer = try WitnessKeyFile.open(at: state.path + "/witness.key", name: "witness.example/w")
    let witness = try Witness(logs: keys, signer: signer, store: FolderCheckpointStore(state.path))
    var options = ServeOptions()
    options.listen = "127.0.0.1:0"
    let logger = CapturedLog().logger
    let process = WitnessProcess(
      configuration: try ServeConfiguration(options),
      site: WitnessSite(witness: witness, folder: state.path, logger: logger), logger: logger)
    let (addresses, listening) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await process.run(stoppingOn: []) { listening.yield($0.port ?? 0) } }
      var iterator = addresses.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      defer { group.cancelAll() }
      try await body(signer.key, "http://127.0.0.1:\(port)/", state)
    }
  }

  @Test func aLogIsCosignedAndTheCosignatureIsShown() async throws {
    let installation = try Installation()
    try installation.grow(by: 3)
    let key = try installation.keeper().key
    try await Self.withWitness(of: [key]) { witness, url, _ in
      let metrics = Metrics()
      let peer = WitnessPeer(key: witness, url: url, timeout: .minutes(2))
      let keeper = try installation.keeper([peer], metrics: metrics)
      await keeper.publishOnce()
      #expect(await keeper.ask(peer, about: try installation.checkpoint(), believedSize: 0) == 3)
      #expect(keeper.checkpoint().contains("witness.example/w"))
      let policy = try TrustPolicy(parsing: Array("log \(key)\nwitness w \(witness)\nquorum w\n".utf8))
      #expect(try policy.verify(installation.checkpoint()).witnesses.map(\.name) == ["w"])
      // It grows; the witness is believed to know nothing, says what it knows, and gets the proof.
      try installation.grow(by: 300)
      await keeper.publishOnce()
      #expect(await keeper.ask(peer, about: try installation.checkpoint(), believedSize: 0) == 303)
      #expect(try policy.verify(installation.checkpoint()).witnesses.count == 1)
      #expect(metrics.value(.witnessRounds, labels: ["witness": witness.name, "outcome": "cosigned"]) == 2)
      // Whoever monitors the witness sees what it cosigned.
      let shown = try await Tool.run("curl", ["-sS", url + FolderCheckpointStore.name(of: key.name) + "/checkpoint"])
      #expect(try SignedCheckpoint(parsing: Array(shown.text.utf8)).checkpoint.size == 303)
    }
  }

  /// The key signs a second history on another machine: the witness refuses, and keeps the evidence.
  @Test func anotherHistoryIsRefusedAndKept() async throws {
    let installation = try Installation()
    try installation.grow(by: 3)
    let signer = try LogKeyFile.read(at: installation.folder.logKeyPath)
    try await Self.withWitness(of: [signer.key]) { witness, url, state in
      let peer = WitnessPeer(key: witness, url: url, timeout: .minutes(2))
      let keeper = try installation.keeper([peer])
      await keeper.publishOnce()
      #expect(await keeper.ask(peer, about: try installation.checkpoint(), believedSize: 0) == 3)
      let forged = try Checkpoint(
        origin: signer.key.name, size: 3, root: SHA256Digest(hashing: Array("another".utf8))
      ).signed(by: signer)
      let request = WitnessRequest(oldSize: 3, proof: [], checkpoint: forged)
      let file = try state.file("request", request.bytes)
      let answer = try await Tool.run(
        "curl", ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@" + file, url + "add-checkpoint"])
      #expect(answer.text == "422")
      let kept = try await Tool.run("sh", ["-c", "cat evidence-*.checkpoint"], in: state.path)
      #expect(Array(kept.text.utf8) == forged.bytes)
    }
  }

  @Test func theServiceAsksByItself() async throws {
    let installation = try Installation()
    try installation.grow(by: 2)
    let key = try installation.keeper().key
    try await Self.withWitness(of: [key]) { witness, url, _ in
      let keeper = try installation.keeper([WitnessPeer(key: witness, url: url, timeout: .minutes(2))])
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await keeper.run() }
        while !keeper.checkpoint().contains("witness.example/w") { try await Task.sleep(for: .milliseconds(5)) }
        group.cancelAll()
      }
    }
  }

  /// A witness that is away costs nothing but its cosignature.
  @Test func anUnreachableWitnessDoesNotStopTheLog() async throws {
    let installation = try Installation()
    try installation.grow(by: 2)
    let witness = try NoteSigner(name: "away", kind: .cosignature, privateKey: Ed25519PrivateKey()).key
    let metrics = Metrics()
    let peer = WitnessPeer(key: witness, url: "http://127.0.0.1:1", timeout: .seconds(2))
    let keeper = try installation.keeper([peer], metrics: metrics)
    await keeper.publishOnce()
    #expect(await keeper.ask(peer, about: try installation.checkpoint(), believedSize: 0) == nil)
    #expect(metrics.value(.witnessRounds, labels: ["witness": "away", "outcome": "unreachable"]) == 1)
    #expect(keeper.checkpoint().hasPrefix("log.example/one\n2\n"))
    #expect(keeper.health.text.hasPrefix("witness away: does not cosign (unreachable) since "))
    #expect(metrics.text.contains("hikae_witness_failing{witness=\"away\"} 1"))
  }

  /// A journal that somebody changed is not published, and whoever watches over the server sees it.
  @Test func aLogThatCannotBePublishedShows() async throws {
    let installation = try Installation()
    try installation.grow(by: 2)
    let metrics = Metrics()
    let keeper = try installation.keeper(metrics: metrics)
    await keeper.publishOnce()
    #expect(keeper.health.text.isEmpty && metrics.text.contains("hikae_log_failing 0"))
    try installation.journal.store.write {
      try $0.execute("UPDATE log_checkpoint SET size = 9, note = ?", .blob(Array("no checkpoint".utf8)))
    }
    await keeper.publishOnce()
    #expect(keeper.health.text.hasPrefix("log: not published ("))
    #expect(metrics.text.contains("hikae_log_failing 1"))
    let scratch = try Scratch()
    var options = ServeOptions()
    options.agents = "127.0.0.1:0"
    let process = ServerProcess(
      configuration: try ServeConfiguration(options), gate: MemoryGate().gate,
      authority: try CertificateAuthority.make(name: "test", at: .now), keeper: keeper,
      tiles: installation.folder.tiles,
      metrics: metrics, logger: CapturedLog().logger)
    try await Application(router: process.openRouter()).test(.router) { client in
      try await client.execute(uri: "/readyz", method: .get) { response in
        #expect(response.status == .ok && String(buffer: response.body).hasPrefix("ready\nlog: not published ("))
      }
    }
    withExtendedLifetime(scratch) {}
  }

  @Test func aTroubleKeepsItsBeginning() {
    let health = LogHealth()
    health.note("log", "not published (corrupted)", at: Self.time)
    health.note("log", "not published (corrupted)", at: Moment(milliseconds: Self.time.milliseconds + 60_000))
    #expect(health.text == "log: not published (corrupted) since \(Self.time.utc)\n")
    health.note("log", nil)
    #expect(health.text.isEmpty)
  }
}
