/// The founding case as real files: a laptop and a server share of a check-up agency that still hold the applications of
/// financial years 2021 and 2022 of 124 health insurance societies, two to three years after the contracts ended.
///
/// Everybody in it is synthetic. The same seed writes the same bytes.
package struct FoundingCase: Sendable {
  package let seed: UInt64
  package let scale: Double
  package let population: Population

  /// - Parameters:
  ///   - scale: 1 is the whole case with 170,000 members on the laptop. Client 117 keeps its 780 people at every scale.
  package init(seed: UInt64 = 20_250_315, scale: Double = 1) {
    self.seed = seed
    self.scale = scale
    population = Population(seed: seed, people: max(1600, Int(170_000 * scale)))
  }

  /// Writes `laptop/`, `share/` and, beside them, `truth.json`, `clients.csv`, `agreements.csv` and `devices.csv` (UTF-8
  /// with byte order mark).
  /// - Throws: `FoundingFailure` when the disk refuses.
  package func write(
    to folder: String, progress: @escaping (FoundingProgress) -> Void = { _ in }
  ) throws -> FoundingTruth {
    let laptop = CaseFolder("laptop", in: folder, population: population, progress: progress)
    let share = CaseFolder("share", in: folder, population: population, progress: progress)
    try Laptop(population: population, seed: seed).fill(laptop)
    try Share(population: population, seed: seed).fill(share)
    let both = population.people.indices.count { laptop.contains($0) || share.contains($0) }
    let truth = FoundingTruth(
      seed: seed, scale: scale, laptop: laptop.truth, share: share.truth, people: both,
      clients: population.clients.map {
        FoundingTruth.ClientTruth(
          number: $0.number, name: $0.name, insurerNumber: $0.insurerNumber, onLaptop: laptop.count(client: $0.number),
          onShare: share.count(client: $0.number))
      })
    try DiskFile.write(Array(truth.json.utf8), to: folder + "/truth.json")
    try Registers.write(population.clients, to: folder)
    return truth
  }
}
