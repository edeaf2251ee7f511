import Contents

/// What the styles of a workbook say about the numbers in its cells.
struct CellStyles: Sendable {
  /// How one style shows a number.
  enum Show: Sendable, Equatable {
    case plain
    case date(SerialDate.Style)
    case mask(DigitMask)
  }

  /// By the index that cells carry.
  private(set) var shows: [Show] = []

  /// Excel allows 65,490 styles; what is beyond is not looked at.
  private static let largest = 1 << 16

  init() {}

  /// - Throws: `.damaged`, `.tooLarge`.
  init(part path: String, of package: OfficePackage) throws(UnreadReason) {
    var scanner = try package.scanner(path)
    var codes: [Int: Show] = [:]
    var isInCellFormats = false
    while true {
      switch try scanner.next() {
      case .start where scanner.name == "numFmt":
        if let id = scanner.intAttribute("numFmtId"), let code = scanner.attribute("formatCode"),
          codes.count < Self.largest
        {
          codes[id] = Self.show(of: code)
        }
      case .start where scanner.name == "cellXfs": isInCellFormats = true
      case .end where scanner.name == "cellXfs": isInCellFormats = false
      case .start where isInCellFormats && scanner.name == "xf":
        let id = scanner.intAttribute("numFmtId") ?? 0
        add(codes[id] ?? Self.show(ofBuiltIn: id))
      case .finish: return
      default: break
      }
    }
  }

  mutating func add(_ show: Show) { if shows.count < Self.largest { shows.append(show) } }

  static func show(ofBuiltIn id: Int) -> Show {
    let style = NumberFormat.style(ofBuiltIn: id)
    return style == .none ? .plain : .date(style)
  }

  static func show(of code: String) -> Show {
    let style = NumberFormat.style(of: code)
    if style != .none { return .date(style) }
    return DigitMask(code).map { .mask($0) } ?? .plain
  }
}
