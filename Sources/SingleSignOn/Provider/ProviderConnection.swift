import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Asks a provider, with a bound on bytes and on time, and follows no redirect: an answer from elsewhere is none of the
/// provider's, and a code must not be carried there.
package struct ProviderConnection: Sendable {
  private let client: HTTPClient
  private let timeout: TimeAmount

  /// - Parameter timeout: for each request, from the connection to the last byte.
  package init(timeout: TimeAmount = .seconds(10)) {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(5), read: timeout)
    // Somebody waits: a port that is closed is said at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    self.timeout = timeout
  }

  /// Has to be called once, at the end.
  package func close() async { try? await client.shutdown() }

  struct Answer: Sendable {
    let status: UInt
    let bytes: [UInt8]
  }

  func get(_ url: String, bearer: String? = nil, atMost limit: Int) async throws -> Answer {
    var request = HTTPClientRequest(url: url)
    if let bearer { request.headers.add(name: "Authorization", value: "Bearer " + bearer) }
    return try await ask(request, atMost: limit)
  }

  /// - Parameter authorization: the header's value; nil for none.
  func post(
    _ url: String, _ fields: [(String, String)], authorization: String?, atMost limit: Int
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    if let authorization { request.headers.add(name: "Authorization", value: authorization) }
    request.body = .bytes(Array(QueryText.join(fields).utf8))
    return try await ask(request, atMost: limit)
  }

  private func ask(_ request: HTTPClientRequest, atMost limit: Int) async throws -> Answer {
    var request = request
    request.headers.add(name: "Accept", value: "application/json")
    request.headers.add(name: "User-Agent", value: "hikae")
    let whole = request
    do {
      return try await within(timeout) {
        let response = try await client.execute(whole, timeout: timeout)
        let body = try await response.body.collect(upTo: limit)
        return Answer(status: response.status.code, bytes: Array(body.readableBytesView))
      }
    } catch is NIOTooManyBytesError {
      throw SignOnFailure(.tooLarge)
    } catch {
      throw SignOnFailure(.unreachable)
    }
  }

  private struct TooSlow: Error {}

  /// The client's own limits are for the connection and for silence; whoever sends a byte now and then keeps within them.
  private func within<T: Sendable>(
    _ timeout: TimeAmount, _ work: @escaping @Sendable () async throws -> T
  ) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: .nanoseconds(timeout.nanoseconds))
        throw TooSlow()
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw TooSlow() }
      return first
    }
  }
}
