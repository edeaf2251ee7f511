import Contents

extension ContentProfile {
  /// Nothing that passes cut the reading short: the same bytes would give the same again. Otherwise they are read again at
  /// the next scan, and a profile that tells more takes the place of this one.
  package var isSettled: Bool { unread?.isPassing != true && partsWithoutTool == 0 }

  /// Parts that a program would read which is not installed: it may be tomorrow.
  package var partsWithoutTool: Int { unreadParts.count { $0.reason == .missingTool } }

  /// People who were found before reading broke off, on the bytes that the profile is named after.
  package var hasFindings: Bool { !persons.isEmpty && unread?.leavesFindings != false }
}
