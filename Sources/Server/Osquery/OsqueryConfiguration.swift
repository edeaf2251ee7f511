import CanonicalForms

/// What osquery is told to watch, unless the operator gives a file of their own.
package enum OsqueryConfiguration {
  /// Names of files leave the device: only folders of work belong in here.
  package static let standard: JSON = [
    "schedule": [
      "hikae_file_events": [
        "query": "SELECT action, target_path, size, sha256, hashed, transaction_id, time FROM file_events;",
        "interval": 60,
        "platform": "posix",
      ],
      "hikae_ntfs_journal_events": [
        "query": "SELECT action, path, old_path, partial, time FROM ntfs_journal_events;", "interval": 60,
        "platform": "windows",
      ],
    ],
    "file_paths": [
      "hikae": ["/home/%/Documents/%%", "/Users/%/Documents/%%", "/srv/%%", "C:\\Users\\%\\Documents\\%%"]
    ],
  ]
}
