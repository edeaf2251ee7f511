/// Why a file, or a part of one, was not read. A result like any other: it is listed, counted and never drawn as fine.
package enum UnreadReason: String, Error, Sendable, Hashable, CaseIterable, Codable {
  /// Encrypted or protected; nobody gave the password.
  case password
  /// The bytes do not follow their own format.
  case damaged
  /// Containers within containers beyond the limit.
  case tooDeep = "too_deep"
  /// More output, entries or a higher ratio than the limits allow: a bomb, or a file that nobody needs on a laptop.
  case tooLarge = "too_large"
  /// No reader knows this kind of file.
  case unknownType = "unknown_type"
  case noPermission = "no_permission"
  /// Size or time changed between opening and the end of reading, twice.
  case changed
  /// The reader used up its time.
  case timedOut = "timed_out"
  /// The reader worker died on this file.
  case crashed
  /// The operating system failed to deliver the bytes.
  case inputOutput = "io_error"
  /// A program that this format needs (such as pdftotext) is not installed.
  case missingTool = "missing_tool"

  /// Says more of the moment than of the file: it is tried again at the next scan.
  package var isPassing: Bool {
    switch self {
    case .changed, .timedOut, .crashed, .inputOutput, .missingTool, .noPermission: true
    case .password, .damaged, .tooDeep, .tooLarge, .unknownType: false
    }
  }

  /// What was met before reading broke off holds of these bytes. Of a file that changed, nobody knows whether the bytes
  /// that were read are the ones that were hashed.
  package var leavesFindings: Bool { self != .changed }
}
