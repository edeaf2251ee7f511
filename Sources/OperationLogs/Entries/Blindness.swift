/// What a product's log cannot see, or is known to say wrongly. Raw values stand in mapping files: never renamed.
///
/// Sources: the limitations that the vendors publish (MaLion, Systemwalker Desktop Keeper, JP1/IT Desktop Management 2)
/// and reports of losses of osquery; docs/guide/operation-logs.md says which product has which.
package enum Blindness: String, Sendable, Hashable, CaseIterable {
  /// A renaming or a move is written down as a deletion.
  case renameAsDelete = "rename_as_delete"
  /// What was deleted may lie in the recycle bin, and a return from there is not told.
  case trashUnseen = "trash_unseen"
  /// A copy is written down that never happened.
  case copyThatWasNot = "copy_that_was_not"
  /// Source or target may be another file of the same name.
  case wrongPair = "wrong_pair"
  /// Copying many files at once is written down as writing.
  case copyAsWrite = "copy_as_write"
  /// "Save as" is written down as the making of a new file, without its source.
  case saveAsIsCreate = "save_as_is_create"
  /// Packing and unpacking of archives is not told.
  case archivesUnseen = "archives_unseen"
  /// Rows are lost under load, at shutdown or after a cancelled shutdown.
  case losesRows = "loses_rows"
  /// The same event may stand there twice.
  case repeatsRows = "repeats_rows"
  /// Sizes may be wrong when a file is moved soon after.
  case sizeUnsure = "size_unsure"
  /// Characters that the export's encoding lacks became "?".
  case charactersReplaced = "characters_replaced"
  /// The clocks of two columns disagree.
  case clocksDisagree = "clocks_disagree"
  /// The columns that hold the paths have no published titles and were found by their shape.
  case pathsByShape = "paths_by_shape"
  /// The record itself says that it is incomplete.
  case partialRecord = "partial_record"
  /// Only files in chosen folders, or with chosen extensions, are told.
  case chosenFoldersOnly = "chosen_folders_only"
}

/// How far a fact from a log may be taken.
///
/// Nothing from a log says what a file holds, so no log makes a *content* certain unless it gives the file's SHA-256.
/// The question here is what may be taken *away*: a deletion or a move that may be something else must not make a file
/// that was certainly there certainly gone.
package enum Trust: String, Sendable, Hashable, CaseIterable, Comparable {
  /// May add what is possible; must neither end nor establish anything certain.
  case possible
  /// As good as the product's word: may end a holding.
  case reported

  package static func < (a: Trust, b: Trust) -> Bool { a == .possible && b == .reported }

  /// The trust in an operation under what may be wrong with it.
  package init(in operation: Operation, under blindness: Set<Blindness>) {
    let harmful: Set<Blindness> =
      switch operation {
      case .deleted: [.renameAsDelete, .trashUnseen, .charactersReplaced, .pathsByShape, .partialRecord]
      case .moved, .renamed: [.wrongPair, .charactersReplaced, .pathsByShape, .partialRecord]
      case .copied: [.copyThatWasNot, .wrongPair, .charactersReplaced, .pathsByShape, .partialRecord]
      case .created, .written, .opened, .printed, .sent, .received:
        [.charactersReplaced, .pathsByShape, .partialRecord]
      case .mediumAttached, .mediumDetached, .booted, .shutDown, .slept, .woke, .other: []
      }
    self = blindness.isDisjoint(with: harmful) ? .reported : .possible
  }
}
