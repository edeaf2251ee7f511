/// Why a letter, or a file of letters, cannot be made.
package enum LetterpressFailure: Error, Equatable, CustomStringConvertible {
  /// No installed font has these characters, or not in the shape that a variation selector asks for. `part` says where.
  case missingGlyphs(part: Part, scalars: [UInt32])
  /// Does not fit the space that it has.
  case tooLong(part: Part)
  /// The text is not what can be printed: empty where something must stand, or with control characters.
  case unfit(part: Part)
  /// The window leaves no room for an address.
  case envelope
  /// None of the fonts for Japanese is installed.
  case noFont
  /// Cairo or Pango refused; with its status.
  case drawing(Int32)

  package enum Part: String, Sendable, CaseIterable {
    case name, address, postcode, fields, code, text
  }

  package var description: String {
    switch self {
    case .missingGlyphs(let part, let scalars):
      "no installed font has \(scalars.map { "U+" + String($0, radix: 16, uppercase: true) }.joined(separator: ", ")) "
        + "(\(part.rawValue))"
    case .tooLong(let part): "the \(part.rawValue) does not fit"
    case .unfit(let part): "the \(part.rawValue) cannot be printed"
    case .envelope: "the envelope's window leaves no room for an address"
    case .noFont: "no Japanese font is installed; `make` installs fonts-ipamj-mincho"
    case .drawing(let status): "the drawing library refused (status \(status))"
    }
  }
}
