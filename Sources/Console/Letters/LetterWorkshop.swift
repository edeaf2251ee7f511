import CanonicalForms
import JapaneseText
import Response
import Server
import Synchronization
import Wording

/// What the console needs to make letters where it runs.
package struct LetterPress: Sendable {
  /// Makes the key with the first list.
  let vault: @Sendable () throws -> LetterVault
  /// Where sealed letters lie.
  let dataFolder: String
  /// Reads a CSV or XLSX file into rows of cells, in a confined process.
  let readTable: @Sendable (_ file: [UInt8]) throws -> [[String]]

  package init(
    dataFolder: String, vault: @escaping @Sendable () throws -> LetterVault,
    readTable: @escaping @Sendable (_ file: [UInt8]) throws -> [[String]]
  ) {
    self.dataFolder = dataFolder
    self.vault = vault
    self.readTable = readTable
  }

  /// The file is no table that can be read; the code of `UnreadReason`.
  package struct Unreadable: Error {
    let reason: String

    package init(_ reason: String) { self.reason = reason }
  }
}

/// Work that takes minutes, on a thread of its own, one of an incident at a time. Whoever asked for it goes on; the page says
/// how far it is, and what became of it.
final class LetterWorkshop: Sendable {
  enum Kind: Sendable, Hashable { case taking, making }

  struct Job: Sendable, Hashable {
    let kind: Kind
    let since: Moment
    var done = 0
    /// 0 while nobody knows.
    var all = 0
    /// Ended: nil when all went well.
    var failure: Failure?
    var isRunning = true
  }

  /// Why it ended early, for people.
  enum Failure: Sendable, Hashable {
    case response(ResponseFailure)
    /// Says line and column of the list.
    case table(String)
    /// The code of `UnreadReason`.
    case unreadable(String)
    case other
  }

  /// Why a file is no list.
  struct TableFailure: Error, CustomStringConvertible {
    let description: String
  }

  private let jobs = Mutex<[String: Job]>([:])

  /// What is done for an incident, or was done last since the server started.
  func job(of incident: String) -> Job? { jobs.withLock { $0[incident] } }

  /// - Parameter work: gets a function that takes how many of how many are done.
  /// - Returns: false when something is under way for the incident.
  func start(
    _ kind: Kind, for incident: String, at time: Moment,
    _ work: @escaping @Sendable (_ progress: (Int, Int) -> Void) throws -> Void
  ) -> Bool {
    let isFree = jobs.withLock { jobs in
      guard jobs[incident]?.isRunning != true else { return false }
      jobs[incident] = Job(kind: kind, since: time)
      return true
    }
    guard isFree else { return false }
    Task.detached { [self] in
      let failure: Failure?
      do {
        try await BlockingWork.alone {
          try work { done, all in
            self.jobs.withLock {
              $0[incident]?.done = done
              $0[incident]?.all = all
            }
          }
        }
        failure = nil
      } catch {
        failure = Failure(error)
      }
      jobs.withLock {
        $0[incident]?.failure = failure
        $0[incident]?.isRunning = false
      }
    }
    return true
  }
}

extension LetterWorkshop.Failure {
  init(_ error: any Error) {
    switch error {
    case let failure as ResponseFailure: self = .response(failure)
    case let failure as LetterWorkshop.TableFailure: self = .table(failure.description)
    case let failure as LetterPress.Unreadable: self = .unreadable(failure.reason)
    default: self = .other
    }
  }

  func text(_ language: Language) -> String {
    switch self {
    case .response(let failure):
      ResponsePhrase(rawValue: "failure." + failure.code.rawValue).map { language.response($0) }
        ?? language.page(.lettersFailed)
    case .table(let reason): language.page(.lettersListWrong, reason)
    case .unreadable(let code): language.page(.lettersListWrong, language.stored("unread", code))
    case .other: language.page(.lettersFailed)
    }
  }
}
