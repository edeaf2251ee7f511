/// The department's folder on the file server.
struct Share {
  let population: Population
  let seed: UInt64

  func fill(_ folder: CaseFolder) throws {
  }
}
