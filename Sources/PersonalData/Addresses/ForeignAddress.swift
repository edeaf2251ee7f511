/// Addresses of other countries: street words beside a number, in the languages that turn up in Japanese offices.
package enum ForeignAddress {
  /// Whether a whole cell reads as a street address (`94284 Natalie Shoal`, `Musterstraße 12`, `73, avenue de Lacroix`).
  package static func isForeignAddress(_ cell: CellBytes) -> Bool {
    guard cell.count >= 6, cell.count <= 240 else { return false }
    var hasDigit = false
    var letters = 0
    for byte in cell {
      if byte.isDigit { hasDigit = true }
      if byte.isLetter || byte.isBeyondASCII { letters += 1 }
      if byte == 0x40 || byte == 0x5F { return false }
    }
    guard letters >= 4 else { return false }
    if isEastAsian(cell, hasDigit: hasDigit) { return true }
    let hasHouse = cell[0].isDigit || (hasDigit && isOne(of: unitWords, firstWord(cell)))
    var index = 0
    var words = 0
    var hasStreet = false
    var hasStrongStreet = false
    while index < cell.count {
      while index < cell.count, !isWord(cell[index]) { index += 1 }
      let start = index
      while index < cell.count, isWord(cell[index]) { index += 1 }
      guard index > start else { break }
      let word = cell.part(start..<index)
      words += 1
      if isOne(of: streetWords, word) || (words > 1 && hasHouse && isOne(of: streetTail, word)) {
        hasStreet = true
      }
      if hasSuffix(word) { hasStrongStreet = true }
      // A way's name that stands first: rue Chauvin, Calle Mayor.
      if words <= 2, isOne(of: leadingWords, word) { hasStrongStreet = true }
    }
    if hasDigit, hasStrongStreet || (hasStreet && words >= 2) { return true }
    if hasStrongStreet, words >= 2, !hasDigit { return cell.count <= 60 && isOne(of: leadingWords, firstWord(cell)) }
    // A number first, then capitalised words, then a unit: 45601 Jeremy Rest Suite 783.
    return hasDigit && words >= 3 && cell[0].isDigit && containsUnit(cell)
  }

  private static func firstWord(_ cell: CellBytes) -> CellBytes {
    var end = 0
    while end < cell.count, isWord(cell[end]) { end += 1 }
    return cell.part(0..<end)
  }

  private static func containsUnit(_ cell: CellBytes) -> Bool {
    var index = 1
    while index < cell.count {
      if cell[index - 1] == 0x20, units.contains(where: { cell.hasLetters($0, at: index) }) { return true }
      index += 1
    }
    return false
  }

  /// Korean road names (…로 12, …길 3) and Chinese roads (…路12号).
  private static func isEastAsian(_ cell: CellBytes, hasDigit: Bool) -> Bool {
    var korean = 0
    var chineseRoad = false
    var chineseNumber = false
    var index = 0
    while index < cell.count {
      switch cell[index] {
      case 0xEA...0xED:
        for word in koreanParts where cell.has(word, at: index) { korean += 1 }
        index += 3
      case 0xE4...0xE9:
        if cell.has("路", at: index) || cell.has("街", at: index) { chineseRoad = true }
        if cell.has("号", at: index) || cell.has("座", at: index) || cell.has("弄", at: index) { chineseNumber = true }
        index += 3
      default: index += 1
      }
    }
    if korean >= 2 && hasDigit { return true }
    return chineseRoad && (chineseNumber || cell.last == 0x71) && cell.count >= 10
  }

  private static let koreanParts: [StaticString] = ["시 ", "구 ", "군 ", "도 ", "로 ", "길 ", "가 ", "대로 ", "거리 ", "동 "]

  @inline(__always) private static func isWord(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isBeyondASCII || byte == 0x27
  }

  private static func isOne(of words: WordSet, _ word: CellBytes) -> Bool { words.contains(word) }

  /// German, Dutch and Nordic ways are written in one word: Herrmannweg, Jäkelplatz, Nygatan.
  private static func hasSuffix(_ word: CellBytes) -> Bool {
    suffixes.contains {
      word.count > $0.utf8CodeUnitCount + 2 && word.hasLetters($0, at: word.count - $0.utf8CodeUnitCount)
    }
  }

  private static let streetWords = WordSet([
    "street", "st", "road", "rd", "avenue", "ave", "boulevard", "blvd", "drive", "lane", "ln", "terrace", "parkway",
    "pkwy", "highway", "hwy", "crescent", "turnpike", "expressway", "freeway", "motorway", "straße", "strasse", "str",
    "allee", "platz", "weg", "gasse", "ring", "ufer", "damm", "laan", "straat", "rue", "chemin", "impasse", "allée",
    "quai", "calle", "avenida", "paseo", "plaza", "ronda", "camino", "cuesta", "pasaje", "glorieta", "rambla",
    "callejón", "alameda", "viale", "piazza", "corso", "vicolo", "strada", "rua", "travessa", "praça", "đường", "phố",
    "ngõ", "hẻm", "Đường", "Phố", "Ngõ", "Hẻm", "vial", "acceso", "urbanización", "cañada", "ulica", "ul", "jalan",
    "jl", "soi", "barangay",
  ])

  /// Suffixes of US Postal Service publication 28 that are everyday words as well: only behind a house number.
  private static let streetTail = WordSet([
    "alley", "avenues", "bend", "bluff", "bridge", "brook", "bypass", "camp", "canyon", "cape", "causeway", "center",
    "circle", "cir", "circles", "cliff", "cliffs", "close", "club", "common", "corner", "corners", "course", "court",
    "courts", "cove", "coves", "creek", "crest", "crossing", "crossroad", "ct", "curve", "dale", "dam", "divide", "dr",
    "estate", "estates", "extension", "falls", "ferry", "field", "fields", "flat", "flats", "ford", "forest", "forge",
    "fork", "forks", "fort", "garden", "gardens", "gateway", "glen", "glens", "green", "greens", "grove", "groves",
    "harbor", "haven", "heights", "hill", "hills", "hollow", "inlet", "island", "islands", "isle", "junction", "key",
    "keys", "knoll", "knolls", "lake", "lakes", "land", "landing", "light", "lights", "loaf", "lock", "locks", "lodge",
    "loop", "mall", "manor", "manors", "meadow", "meadows", "mews", "mill", "mills", "mission", "mount", "mountain",
    "mountains", "neck", "orchard", "oval", "overpass", "park", "parks", "pass", "passage", "path", "pike", "pine",
    "pines", "pl", "place", "plain", "plains", "point", "points", "port", "ports", "prairie", "radial", "ramp",
    "ranch", "rapid", "rapids", "rest", "ridge", "ridges", "rise", "river", "roads", "route", "row", "run", "shoal",
    "shoals", "shore", "shores", "skyway", "spring", "springs", "spur", "square", "sq", "squares", "station",
    "stravenue", "stream", "streets", "summit", "throughway", "trace", "track", "trail", "trafficway", "tunnel",
    "underpass", "union", "unions", "valley", "via", "viaduct", "view", "views", "village", "ville", "vista", "walk",
    "wall", "way", "ways", "well", "wells", "wharf", "yard",
  ])

  private static let leadingWords = WordSet([
    "rue", "chemin", "boulevard", "avenue", "impasse", "allée", "quai", "calle", "avenida", "paseo", "plaza", "ronda",
    "camino", "cuesta", "pasaje", "via", "viale", "piazza", "corso", "vicolo", "rua", "praça", "jalan", "ulica", "phố",
    "đường",
  ])

  /// British addresses begin with the flat: Flat 39 Stanley Course.
  private static let unitWords = WordSet(["flat", "studio", "apartment", "apt", "unit", "suite", "room"])

  private static let suffixes: [StaticString] = [
    "straße", "strasse", "str", "weg", "platz", "gasse", "allee", "ufer", "laan", "straat", "gracht", "gatan",
    "vägen", "gade", "veien", "katu",
  ]

  private static let units: [StaticString] = [
    "suite ", "apt", "unit ", "flat ", "floor", "studio ", "room ", "p.o. box",
  ]
}

/// Whether a whole cell reads as a street address of another country.
package func isForeignAddress(_ cell: CellBytes) -> Bool { ForeignAddress.isForeignAddress(cell) }
