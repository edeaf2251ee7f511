import CanonicalForms
import Custody
import Wording

/// People held over time as steps, and below it when each root of the device was observed. SVG without style attributes, so that it
/// stands under a policy that allows none; every colour comes from the style sheet.
struct TimelineChart {
  let points: [DeviceStanding.Point]
  let trail: EvidenceTrail
  let now: Moment
  let language: Language

  private static let width = 720.0
  private static let left = 64.0
  private static let top = 12.0
  private static let height = 150.0
  private static let bandTop = 178.0
  private static let bandHeight = 10.0
  private static let nameHeight = 12.0
  private static let bandStep = 26.0

  var drawing: Drawing {
    guard points.count > 0, let first = start, first < now else { return Drawing(svg: "") }
    let most = max(1, points.map(\.possible).max() ?? 1)
    let scale = Scale(from: first, until: now, most: most)
    // Below the bands.
    let rows = Double(max(1, coverage(scale).bands.count))
    let dates = 212 + (hasNames(scale) ? Self.nameHeight : 0) + (rows - 1) * Self.bandStep
    var svg = """
      <svg class="timeline" viewBox="0 0 720 \(text(dates + 4))" role="img" aria-label="\
      \(Markup.escaped(language.page(.deviceTimeline)))">
      """
    for line in scale.gridLines {
      let y = scale.y(line)
      svg +=
        "<line class=\"grid\" x1=\"\(text(Self.left))\" x2=\"\(text(Self.width))\" y1=\"\(text(y))\" y2=\"\(text(y))\"/>"
      svg += "<text x=\"\(text(Self.left - 6))\" y=\"\(text(y + 4))\" class=\"scale\">\(language.number(line))</text>"
    }
    svg += "<path class=\"possible\" d=\"\(area(scale) { $0.possible })\"/>"
    svg += "<path class=\"certain\" d=\"\(line(scale) { $0.certain })\"/>"
    svg += bands(scale)
    // Within two days the time of day tells more than the date.
    let isShort = now.milliseconds - first.milliseconds < 2 * 86_400_000
    let (from, until) = isShort ? (first.localMinute, now.localMinute) : (first.localDate, now.localDate)
    svg += "<text x=\"\(text(Self.left))\" y=\"\(text(dates))\">\(from)</text>"
    svg += "<text x=\"\(text(Self.width))\" y=\"\(text(dates))\" class=\"scale\">\(until)</text></svg>"
    return Drawing(svg: svg)
  }

  private var start: Moment? {
    ([
      points.first?.at, trail.looks.map(\.from).min(), trail.scans.map(\.started).min(),
      trail.stretches.map(\.from).min(),
    ] as [Moment?])
    .compactMap(\.self).min()
  }

  private struct Scale {
    let from: Moment
    let until: Moment
    let most: Int

    func x(_ moment: Moment) -> Double {
      let length = Double(max(1, until.milliseconds - from.milliseconds))
      let share = Double(moment.milliseconds - from.milliseconds) / length
      return TimelineChart.left + min(1, max(0, share)) * (TimelineChart.width - TimelineChart.left)
    }

    func y(_ people: Int) -> Double {
      TimelineChart.top + TimelineChart.height * (1 - Double(people) / Double(most))
    }

    /// Nothing, half and the most, as far as these are different whole numbers.
    var gridLines: [Int] { Array(Set([0, most / 2, most])).sorted() }
  }

  /// What was known at one point holds until the next.
  private func steps(_ scale: Scale, _ value: (DeviceStanding.Point) -> Int) -> [(x: Double, y: Double)] {
    var path: [(Double, Double)] = []
    for point in points {
      let (x, y) = (scale.x(point.at), scale.y(value(point)))
      if let last = path.last { path.append((x, last.1)) }
      path.append((x, y))
    }
    if let last = path.last { path.append((scale.x(scale.until), last.1)) }
    return path
  }

  private func line(_ scale: Scale, _ value: (DeviceStanding.Point) -> Int) -> String {
    steps(scale, value).enumerated().map { ($0 == 0 ? "M" : "L") + text($1.x) + " " + text($1.y) }.joined()
  }

  private func area(_ scale: Scale, _ value: (DeviceStanding.Point) -> Int) -> String {
    let steps = steps(scale, value)
    guard let first = steps.first, let last = steps.last else { return "" }
    let floor = text(scale.y(0))
    return line(scale, value) + "L\(text(last.x)) \(floor)L\(text(first.x)) \(floor)Z"
  }

  /// One bar a root, with its name where there are several; what is empty was not observed.
  private func bands(_ scale: Scale) -> String {
    let coverage = coverage(scale)
    var svg = coverage.bands.isEmpty ? bar("unobserved", Self.left, Self.width, Self.bandTop) : ""
    for (row, band) in coverage.bands.enumerated() {
      let top = Self.bandTop + Double(row) * Self.bandStep + (hasNames(scale) ? Self.nameHeight : 0)
      if hasNames(scale) {
        svg += "<text class=\"root\" x=\"\(text(Self.left))\" y=\"\(text(top - 3))\">\(name(of: band))</text>"
      }
      svg += bar("unobserved", Self.left, Self.width, top)
      for run in band.runs {
        let from = Self.left + Double(run.columns.lowerBound)
        svg += bar(run.isWhole ? "observed" : "partly", from, from + Double(run.columns.count), top)
      }
    }
    svg += "<text x=\"\(text(Self.left - 6))\" y=\"\(text(Self.bandTop + 9))\" class=\"scale\">"
    return svg + Markup.escaped(language.page(.deviceBand)) + "</text>"
  }

  private func name(of band: CoverageBands.Band) -> String {
    guard let root = band.root else { return Markup.escaped(language.page(.deviceBandPartly)) }
    let long = root.count > 70 ? "…" + root.suffix(69) : root
    return Markup.escaped(PrintableText.of(long))
  }

  private func coverage(_ scale: Scale) -> CoverageBands {
    CoverageBands(trail, columns: Int(Self.width - Self.left)) { Int((scale.x($0) - Self.left).rounded()) }
  }

  /// A root that is the only one needs no name.
  private func hasNames(_ scale: Scale) -> Bool { coverage(scale).roots.count > 1 }

  private func bar(_ style: String, _ from: Double, _ until: Double, _ top: Double) -> String {
    """
    <rect class="\(style)" x="\(text(from))" y="\(text(top))" width="\(text(until - from))" \
    height="\(text(Self.bandHeight))"/>
    """
  }

  /// One decimal is finer than a screen.
  private func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
