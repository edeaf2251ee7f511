import Mustache

/// SVG that was made here, piece by piece: the one thing that a template takes as it is.
struct Drawing: MustacheCustomRenderable, CustomStringConvertible, Sendable {
  let svg: String

  var renderText: String { svg }
  var isNull: Bool { svg.isEmpty }
  var description: String { svg }
}
