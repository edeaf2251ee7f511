/// What a row of an operation log says was done. Raw values stand in mapping files: never renamed.
package enum Operation: String, Sendable, Hashable, CaseIterable {
  case created
  case copied
  case moved
  case renamed
  case deleted
  case written
  /// Read by a program or shown: the file was there.
  case opened
  case printed
  /// Left the device by mail, upload or transfer: the file was there.
  case sent
  /// Came onto the device by download, mail or transfer.
  case received
  case mediumAttached = "medium_attached"
  case mediumDetached = "medium_detached"
  case booted
  case shutDown = "shut_down"
  case slept
  case woke
  /// Understood, and of no matter to what lies where: a window, a logon, a blocked attempt.
  case other

  /// Whether a row of this kind must name a file or a folder.
  package var isAboutFiles: Bool {
    switch self {
    case .created, .copied, .moved, .renamed, .deleted, .written, .opened, .printed, .sent, .received: true
    case .mediumAttached, .mediumDetached, .booted, .shutDown, .slept, .woke, .other: false
    }
  }
}

/// The kind of drive that a log names. Words that are not known stay unknown.
package enum DriveKind: String, Sendable, Hashable, CaseIterable {
  case unknown, fixed, removable, network, optical
}
