/// What a reader tells while it reads one file, in the order of the file.
package enum ContentEvent: Sendable, Equatable {
  /// A table begins; the rows that follow belong to it until the next table, passage, member or the end.
  case table(TableOrigin)
  case rows(RowBatch)
  case passage(Passage)
  /// Reading enters a member of a container; `place` ends in its name.
  case member(Place)
  /// A part was not read; the rest goes on. The whole file's failure is thrown instead.
  case unread(Place, UnreadReason)
  /// How a text was decoded. Comes after the text it speaks of.
  case decoded(TextDecoding)
}

/// Where a table comes from and what is known of its layout.
package struct TableOrigin: Sendable, Equatable {
  package enum Header: UInt8, Sendable {
    /// Nothing is known: header rows, preamble and totals are among the rows, and the consumer finds them.
    case unknown
    /// The first row holds the column names for certain (a database table, keys of JSON objects).
    case firstRow
  }

  package var place: Place
  package var header: Header

  package init(place: Place = Place(), header: Header = .unknown) {
    self.place = place
    self.header = header
  }
}

/// How bytes became text, by which evidence, and what was lost on the way.
package struct TextDecoding: Sendable, Equatable {
  package var place: Place
  /// IANA or common name: `UTF-8`, `UTF-16LE`, `UTF-16BE`, `CP932`, `EUC-JP`, `ISO-2022-JP`.
  package var encoding: String
  package var hasByteOrderMark: Bool
  /// 0…1: how sure the detection was.
  package var confidence: Double
  /// Bytes that no character was found for. Each stands in the text as U+FFFD.
  package var unreadableBytes: Int

  package init(
    place: Place, encoding: String, hasByteOrderMark: Bool, confidence: Double, unreadableBytes: Int
  ) {
    self.place = place
    self.encoding = encoding
    self.hasByteOrderMark = hasByteOrderMark
    self.confidence = confidence
    self.unreadableBytes = unreadableBytes
  }
}
