/// One record: what a row, form or mention says of one person, reduced to keys. No personal value is left in it.
package struct PersonRecord: Sendable, Equatable {
  /// Where the record stands: for explanations.
  package struct Origin: Sendable, Hashable {
    /// Index of the table or passage within the content.
    package var table: Int
    package var row: Int

    package init(table: Int, row: Int) {
      self.table = table
      self.row = row
    }
  }

  package var keys: [IdentityKey]
  package var fields: FieldSet
  /// At most `PackedRecord.maximumHints` are kept.
  package var hints: [UInt16]
  /// `CivilDate.packed`, 0 when unknown: two records that share a name and a telephone but have quite different birth
  /// dates are not joined.
  package var birthDate: Int32
  package var origin: Origin

  package init(
    keys: [IdentityKey], fields: FieldSet, hints: [UInt16] = [], birthDate: Int32 = 0,
    origin: Origin = Origin(table: 0, row: 0)
  ) {
    self.keys = keys
    self.fields = fields
    self.hints = hints
    self.birthDate = birthDate
    self.origin = origin
  }

  package var entry: PersonEntry { PersonEntry(keys: keys, fields: fields, hints: hints) }
}
