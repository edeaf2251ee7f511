import HTTPTypes
import Wording

/// What a page says instead of what was asked for.
struct ConsoleProblem: Error {
  let status: HTTPResponse.Status
  let title: PagePhrase
  let text: PagePhrase
  /// Takes the place of `text`, for sentences with arguments.
  var sentence: String?

  static let notFound = ConsoleProblem(.notFound, .problemNotFoundTitle, .problemNotFoundText)
  static let forbidden = ConsoleProblem(.forbidden, .problemForbiddenTitle, .problemForbiddenText)
  static let stale = ConsoleProblem(.forbidden, .problemStaleTitle, .problemStaleText)
  static let tooLarge = ConsoleProblem(.contentTooLarge, .problemInvalidTitle, .problemStaleText)
  static let busy = ConsoleProblem(.tooManyRequests, .problemBusyTitle, .problemBusyText)
  static let failed = ConsoleProblem(.internalServerError, .problemInternalTitle, .problemInternalText)

  static func unknown(_ text: PagePhrase) -> ConsoleProblem { ConsoleProblem(.notFound, .problemNotFoundTitle, text) }

  init(_ status: HTTPResponse.Status, _ title: PagePhrase, _ text: PagePhrase, sentence: String? = nil) {
    self.status = status
    self.title = title
    self.text = text
    self.sentence = sentence
  }
}
