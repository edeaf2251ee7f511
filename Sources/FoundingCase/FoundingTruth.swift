/// What the generator planted, to judge by. Everything here is known by construction and read from no file.
package struct FoundingTruth: Sendable, Equatable {
  package var seed: UInt64
  package var scale: Double
  package var laptop: FolderTruth
  package var share: FolderTruth
  /// Distinct people of both folders, in files that can be read.
  package var people: Int
  package var clients: [ClientTruth]

  package struct FolderTruth: Sendable, Equatable {
    /// Name of the folder beneath the case's own.
    package var folder: String
    /// Distinct people in files that can be read.
    package var people: Int
    /// Distinct people that lie only in files that cannot be read: certain there, and counted by nobody.
    package var peopleOnlyUnreadable: Int
    /// People who belong to no client: the office's own staff.
    package var staff: Int
    package var files: [FileTruth]
    package var bytes: Int64
  }

  package struct ClientTruth: Sendable, Equatable {
    package var number: Int
    package var name: String
    package var insurerNumber: String
    package var onLaptop: Int
    package var onShare: Int
  }

  package struct FileTruth: Sendable, Equatable {
    /// From the folder on, with slashes.
    package var path: String
    package var people: Int
    package var fields: [PlantedField]
    /// People by client number; 0 is the staff.
    package var clients: [Int: Int]
    /// The reason in the product's words when the file, or the part of it that holds the people, cannot be read:
    /// `password`, `damaged`, `unknown_type`.
    package var unreadable: String?
  }

  /// The number of people of one client on the laptop.
  package func onLaptop(client number: Int) -> Int { clients.first { $0.number == number }?.onLaptop ?? 0 }
}
