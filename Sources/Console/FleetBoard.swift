import CanonicalForms
import Custody
import Logging
import Server
import ServiceLifecycle
import Synchronization

/// All devices as they stand, in memory, kept up to the journal while the server runs.
package final class FleetBoard: Sendable {
  package struct State: Sendable {
    package var fleet = Fleet()
    /// Devices that are still to be asked.
    package var left = 0
  }

  private let current = Mutex(State())

  package init() {}

  package var state: State { current.withLock { $0 } }

  package func show(_ state: State) { current.withLock { $0 = state } }

  /// The figures are those of a later entry, too.
  func reach(_ progress: Fleet.Progress) {
    current.withLock { state in
      state.fleet.journal = progress.journal
      state.fleet.at = progress.at
    }
  }

  /// Asks all devices of which there is news, and shows the result: for commands and tests, which wait for it.
  package func refresh(_ custody: Custody, at now: Moment) throws {
    let keeper = StandingKeeper(custody)
    while try keeper.round(at: now).left > 0 {}
    show(State(fleet: try Fleet(of: custody), left: 0))
  }
}

/// Keeps a `FleetBoard` up to the journal.
package struct FleetKeeper: Service, CustomStringConvertible {
  private let board: FleetBoard
  private let custody: Custody
  private let work: BlockingWork
  private let interval: Duration
  private let logger: Logger

  package init(
    board: FleetBoard, custody: Custody, interval: Duration = .seconds(2), work: BlockingWork = BlockingWork(),
    logger: Logger
  ) {
    self.board = board
    self.custody = custody
    self.interval = interval
    self.work = work
    self.logger = logger
  }

  package var description: String { "fleet" }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      var lastShown: ContinuousClock.Instant?
      while !Task.isCancelled {
        let left = await round(shownAt: &lastShown)
        // While there is much to ask the server's other work goes first, but the list does not wait long.
        try? await Task.sleep(for: left > 0 ? .milliseconds(20) : interval)
      }
    }
  }

  /// - Parameter shown: when the board was loaded last: while there is much to ask it is not loaded after every few.
  /// - Returns: devices that are left to be asked.
  private func round(shownAt shown: inout ContinuousClock.Instant?) async -> Int {
    let (custody, board) = (custody, board)
    do {
      // What was found another time is shown at once, before anything is asked anew.
      if shown == nil {
        try await work { board.show(FleetBoard.State(fleet: try Fleet(of: custody), left: 0)) }
        shown = .now
      }
      let round = try await work { try StandingKeeper(custody).round(at: .now, atMost: 100) }
      let progress = try await work { try Fleet.progress(of: custody) }
      // Another server may have asked them; most entries of the journal change nothing here, and loading all takes a while.
      let isNews = progress?.changed != board.state.fleet.changed
      let isTime = shown.map { ContinuousClock.now - $0 > .seconds(5) } ?? true
      if isNews || (round.asked > 0 && isTime) {
        try await work { board.show(FleetBoard.State(fleet: try Fleet(of: custody), left: round.left)) }
        shown = .now
      } else if let progress {
        board.reach(progress)
      }
      return round.left
    } catch {
      logger.error("devices could not be asked", metadata: ["error": .string("\(type(of: error))")])
      return 0
    }
  }
}
