import CanonicalForms

/// A client's own list of its people with their addresses, for letters. Personal through and through: it is kept sealed, and
/// only until a day.
package struct MailingList: Sendable, Equatable {
  /// Raw values are stored.
  package enum Standing: UInt8, Sendable, CaseIterable {
    /// Can be written to.
    case current
    /// Mail comes back, or no address is known.
    case unreachable
    /// Has left: the client has no address that it vouches for.
    case left
    case deceased
  }

  package struct Row: Sendable, Equatable {
    /// As a spreadsheet numbers it, from 1: how client and operator speak of somebody without a name.
    package var line: Int
    package var name: String
    package var postcode: String
    /// One to three lines, or none.
    package var address: [String]
    package var standing: Standing
    /// Empty for somebody who could not be recognised.
    package var tokens: [Token]

    package init(
      line: Int, name: String, postcode: String, address: [String], standing: Standing, tokens: [Token]
    ) {
      self.line = line
      self.name = name
      self.postcode = postcode
      self.address = address
      self.standing = standing
      self.tokens = tokens
    }
  }

  package var rows: [Row]

  package init(rows: [Row]) { self.rows = rows }

  /// For sealing.
  package var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.byte(1)
    writer.count(rows.count)
    for row in rows {
      writer.count(row.line)
      writer.text(row.name)
      writer.text(row.postcode)
      writer.count(row.address.count)
      for line in row.address { writer.text(line) }
      writer.byte(row.standing.rawValue)
      writer.count(row.tokens.count)
      for token in row.tokens { token.write(to: &writer) }
    }
    return writer.bytes
  }

  /// - Throws: `ByteReader.Damaged` for bytes that `bytes` did not make.
  package init(bytes: [UInt8]) throws {
    var reader = ByteReader(bytes)
    guard try reader.byte() == 1 else { throw ByteReader.Damaged() }
    rows = try (0..<reader.count()).map { _ in
      let line = try reader.integer()
      let name = try reader.text()
      let postcode = try reader.text()
      let address = try (0..<reader.count()).map { _ in try reader.text() }
      guard let standing = Standing(rawValue: try reader.byte()) else { throw ByteReader.Damaged() }
      let tokens = try (0..<reader.count()).map { _ in try Token(from: &reader) }
      return Row(line: line, name: name, postcode: postcode, address: address, standing: standing, tokens: tokens)
    }
    guard reader.isAtEnd else { throw ByteReader.Damaged() }
  }
}
