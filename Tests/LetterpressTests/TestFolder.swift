import Foundation

/// A folder of a test's own, with poppler's tools to read PDFs by: not our code.
final class TestFolder {
  private let url: URL

  struct Failure: Error { let what: String }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "letterpress-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func url(of name: String) -> URL { url.appending(path: name) }
  private func path(_ name: String) -> String { url.appending(path: name).path }
  func keep(_ bytes: [UInt8], as name: String) throws { try Data(bytes).write(to: url.appending(path: name)) }

  /// - Parameter order: `-layout` as it stands on the page, `-raw` as it was drawn, cell by cell.
  func text(of name: String, as order: String = "-layout") throws -> String {
    String(decoding: try run("pdftotext", [order, path(name), "-"]), as: UTF8.self)
  }

  /// What stands in a rectangle of the first page, in millimetres.
  func text(of name: String, x: Double, y: Double, width: Double, height: Double) throws -> String {
    let places = [("-x", x), ("-y", y), ("-W", width), ("-H", height)].flatMap { [$0.0, "\(Int($0.1 * 72 / 25.4))"] }
    return String(
      decoding: try run("pdftotext", ["-r", "72", "-l", "1"] + places + [path(name), "-"]), as: UTF8.self)
  }

  func picture(of name: String) throws -> Data { try run("pdftoppm", ["-r", "150", "-png", path(name)]) }

  private func run(_ program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(what: "\(program) ended with \(process.terminationStatus)")
    }
    return data
  }
}
