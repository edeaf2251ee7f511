import CNameLists

@testable import PersonalData

#if canImport(Glibc)
  import Glibc
#endif

/// One of the lists of CNameLists, read from its start to its end: fields that end with a tab or a newline.
private struct NameList {
  private var at: UnsafePointer<UInt8>?
  private let end: UnsafePointer<UInt8>?

  init(_ start: UnsafePointer<CChar>?, _ length: Int) {
    at = UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self)
    end = at.map { $0 + length }
  }

  /// The next field; nil at the end of the list.
  @inline(__always)
  mutating func next() -> CellBytes? {
    guard let start = at, let end, start < end else { return nil }
    var cursor = start
    while cursor < end, cursor.pointee > 0x0A || cursor.pointee < 0x09 {
      // Most characters have three bytes, of which only the first can end a field.
      cursor += cursor.pointee >= 0xE0 && end - cursor >= 3 ? 3 : 1
    }
    at = cursor + 1
    return CellBytes(start: start, count: cursor - start)
  }

  /// The next field as a number.
  mutating func nextNumber() -> UInt32? {
    next()?.reduce(0) { ($0 &* 10) &+ UInt32($1 & 0xF) }
  }
}

/// The tables of the lexicon, made from the lists of CNameLists: what `Scripts/name_tables.sh` writes, and what the tables
/// in the program are held against.
struct NameLists {
  let surnames: NameTable
  let surnameReadings: NameTable
  let surnameRomaji: NameTable
  let givenNames: NameTable
  let givenReadings: NameTable
  let givenRomaji: NameTable
  let foreign: NameTable
  let nouns: NameTable
  /// Rows as in `HikaeCharacterCosts`.
  let surnameCharacters: [UInt64]
  let givenCharacters: [UInt64]
  let nounCharacters: [UInt64]
  /// Bits of floats.
  let kanaSounds: [UInt32]

  /// - Parameter isKept: leaves given names out, to see how unlisted ones fare.
  init(keepingGivenName isKept: (UInt64) -> Bool = { _ in true }) {
    var families = FamilyNames()
    families.read()
    var givens = GivenNames()
    givens.read(isKept)
    surnames = families.names.table
    surnameReadings = families.readings.table
    surnameRomaji = families.romaji.table
    surnameCharacters = families.characters.rows
    givenNames = givens.names.table
    givenReadings = givens.readings.table
    givenRomaji = givens.romaji.table
    givenCharacters = givens.characters.rows
    kanaSounds = KanaPairs.costs(families.sounds, givens.sounds)
    foreign = Self.readForeign()
    nouns = Self.readNouns()
    nounCharacters = Self.readNounCharacters()
  }

  /// The same as a lexicon. Its memory is never given back.
  var lexicon: NameLexicon {
    let sounds = UnsafeMutablePointer<UInt32>.allocate(capacity: kanaSounds.count)
    sounds.initialize(from: kanaSounds, count: kanaSounds.count)
    return NameLexicon(
      surnames: surnames, givenNames: givenNames, surnameReadings: surnameReadings, givenReadings: givenReadings,
      surnameRomaji: surnameRomaji, givenRomaji: givenRomaji, foreign: foreign, nouns: nouns,
      surnameCharacters: surnameCharacters.withUnsafeBufferPointer(CharacterModel.init(rows:)),
      givenCharacters: givenCharacters.withUnsafeBufferPointer(CharacterModel.init(rows:)),
      nounCharacters: nounCharacters.withUnsafeBufferPointer(CharacterModel.init(rows:)),
      kanaSounds: KanaSounds(costs: sounds))
  }

  private static func readForeign() -> NameTable {
    var foreign = NameTable.Builder(capacity: 9_400)
    var list = NameList(hikae_foreign_names(), hikae_foreign_names_length())
    while let name = list.next(), let kind = list.next() {
      let value: UInt16 = kind.first == 0x47 ? 1 : kind.first == 0x46 ? 2 : 3
      NameScalars.withFolded(name, kana: true) { foreign.insert(NameHash.of($0), value, merge: |) }
    }
    return foreign.table
  }

  private static func readNouns() -> NameTable {
    var nouns = NameTable.Builder(capacity: 78_000)
    var list = NameList(hikae_nouns_like_names(), hikae_nouns_like_names_length())
    while let word = list.next() {
      NameScalars.withFolded(word) { nouns.insert(NameHash.of($0), 1) }
    }
    return nouns.table
  }

  private static func readNounCharacters() -> [UInt64] {
    var counts = CharacterCounts()
    var list = NameList(hikae_noun_characters(), hikae_noun_characters_length())
    while let character = list.next(), let first = list.nextNumber(), let inside = list.nextNumber(),
      let last = list.nextNumber()
    {
      NameScalars.withFolded(character) { scalars in
        guard scalars.count == 1 else { return }
        counts.add(scalars[0], first: first, inside: inside, last: last)
      }
    }
    return counts.rows
  }
}

/// Surnames while they are read.
private struct FamilyNames {
  var names = NameTable.Builder(capacity: 11_000)
  var readings = NameTable.Builder(capacity: 11_000)
  var romaji = NameTable.Builder(capacity: 11_000)
  var characters = CharacterCounts()
  var sounds = KanaPairs()

  mutating func read() {
    var list = NameList(hikae_surnames(), hikae_surnames_length())
    var (lastCount, cost, times): (UInt32, UInt16, UInt32) = (0, 1, 1)
    while let name = list.next(), let count = list.nextNumber(), let reading = list.next() {
      // Most have the count of the rare.
      if count != lastCount {
        lastCount = count
        let people = Float(count)
        cost = UInt16(max(1, -log(people / NameLexicon.population) * 100))
        // A frequent surname says little about what rare ones look like: each counts by the logarithm.
        times = people > 3000 ? UInt32(log2(people / 1500)) : 1
      }
      NameScalars.withFolded(name) { folded in
        names.insert(NameHash.of(folded), cost) { min($0, $1) }
        characters.add(folded, times: times)
      }
      NameScalars.withFolded(reading, kana: true) { kana in
        readings.insert(NameHash.of(kana), cost) { min($0, $1) }
        sounds.add(kana)
      }
      NameScalars.withFolded(reading) { romaji.insert(Romaji.hash(ofReading: $0), cost) { min($0, $1) } }
    }
    for family in chineseFamilies.unicodeScalars {
      names.insert(NameHash.step(NameHash.seed, family.value), chineseFamilyCost) { old, _ in old }
    }
  }
}

/// Given names while they are read.
private struct GivenNames {
  var names = NameTable.Builder(capacity: 98_000)
  var readings = NameTable.Builder(capacity: 12_000)
  var romaji = NameTable.Builder(capacity: 12_000)
  var characters = CharacterCounts()
  var sounds = KanaPairs()

  mutating func read(_ isKept: (UInt64) -> Bool) {
    read(NameList(hikae_common_given_names1(), hikae_common_given_names1_length()), isCommon: true, isKept)
    read(NameList(hikae_common_given_names2(), hikae_common_given_names2_length()), isCommon: true, isKept)
    read(NameList(hikae_rare_given_names1(), hikae_rare_given_names1_length()), isCommon: false, isKept)
    read(NameList(hikae_rare_given_names2(), hikae_rare_given_names2_length()), isCommon: false, isKept)
  }

  private mutating func read(_ list: consuming NameList, isCommon: Bool, _ isKept: (UInt64) -> Bool) {
    var last = CellBytes(start: nil, count: 0)
    while let name = list.next(), let reading = list.next(), let sex = list.next() {
      var bits: NameLexicon.GivenName = isCommon ? [.listed, .common] : [.listed]
      if sex.first == 0x4D { bits.insert(.male) }
      if sex.first == 0x46 { bits.insert(.female) }
      NameScalars.withFolded(name) { folded in
        let hash = NameHash.of(folded)
        guard isKept(hash) else { return }
        names.insert(hash, bits.rawValue, merge: |)
        characters.add(folded, times: isCommon ? 2 : 1)
      }
      // Spellings of one reading stand together.
      if reading.count == last.count, zip(reading, last).allSatisfy(==) { continue }
      last = reading
      let asName = bits.subtracting(.listed).union(.reading).rawValue
      NameScalars.withFolded(reading) { hiragana in
        names.insert(NameHash.of(hiragana), asName, merge: |)
        romaji.insert(Romaji.hash(ofReading: hiragana), bits.rawValue, merge: |)
      }
      NameScalars.withFolded(reading, kana: true) { kana in
        names.insert(NameHash.of(kana), asName, merge: |)
        readings.insert(NameHash.of(kana), bits.rawValue, merge: |)
        sounds.add(kana)
      }
    }
  }
}

/// How often characters stand first, inside and last.
private struct CharacterCounts {
  private var counts: [UInt16: (UInt32, UInt32, UInt32)] = [:]

  mutating func add(_ word: UnsafeBufferPointer<UInt32>, times: UInt32 = 1) {
    for index in 0..<word.count {
      let isLast = index == word.count - 1
      add(
        word[index], first: index == 0 ? times : 0, inside: index > 0 && !isLast ? times : 0,
        last: index > 0 && isLast ? times : 0)
    }
  }

  mutating func add(_ scalar: UInt32, first: UInt32, inside: UInt32, last: UInt32) {
    guard scalar < 0x10000 else { return }
    let known = counts[UInt16(scalar), default: (0, 0, 0)]
    counts[UInt16(scalar)] = (known.0 + first, known.1 + inside, known.2 + last)
  }

  var rows: [UInt64] {
    // Some 3,000 characters take part; half a count each is kept for those that were not seen.
    func ceiling(_ part: ((UInt32, UInt32, UInt32)) -> UInt32) -> Float {
      log(Float(counts.values.reduce(0) { $0 + part($1) }) + 1500)
    }
    func cost(_ count: UInt32, _ ceiling: Float) -> UInt64 {
      count == 0
        ? UInt64(CharacterModel.unseen)
        : UInt64(max(1, min(Float(CharacterModel.unseen), (ceiling - log(Float(count))) * 10)))
    }
    let (first, inside, last) = (ceiling { $0.0 }, ceiling { $0.1 }, ceiling { $0.2 })
    return counts.sorted { $0.key < $1.key }.map { scalar, count in
      UInt64(scalar) | cost(count.0, first) << 16 | cost(count.1, inside) << 24 | cost(count.2, last) << 32
    }
  }
}

/// How often a kana follows another.
private struct KanaPairs {
  private var pairs = [Float](repeating: 0, count: KanaSounds.size * KanaSounds.size)

  mutating func add(_ kana: UnsafeBufferPointer<UInt32>) {
    var previous = 0
    for scalar in kana {
      let index = KanaSounds.index(scalar)
      pairs[previous * KanaSounds.size + index] += 1
      previous = index
    }
    pairs[previous * KanaSounds.size] += 1
  }

  static func costs(_ first: KanaPairs, _ second: KanaPairs) -> [UInt32] {
    let size = KanaSounds.size
    let sums = zip(first.pairs, second.pairs).map { $0 + $1 }
    return sums.indices.map { index in
      let row = index / size
      let total = sums[row * size..<(row + 1) * size].reduce(0, +)
      return (-log((sums[index] + 0.05) / (total + 0.05 * Float(size)))).bitPattern
    }
  }
}

/// Families of China, Taiwan and Korea in kanji, traditional, simplified and Japanese forms. Borne in Japan by few.
private let chineseFamilies = """
  王李張劉陳楊趙黄黃周吳呉徐孫朱馬胡郭林何高梁鄭羅宋謝唐韓曹許鄧蕭馮曾程蔡彭潘袁于董余蘇葉呂魏蒋蔣田杜丁沈姜范江傅鍾盧汪戴崔任陸廖姚方金邱\
  夏譚韋賈鄒石熊孟秦閻薛侯雷白龍段郝孔邵史毛常万萬顧頼賴武康賀厳尹銭施牛洪龔张刘陈杨赵黄吴孙马郑罗谢韩许邓冯萧蒋卢苏叶吕钟谭韦贾邹阎龙赖严钱\
  朴鄭姜趙尹張林韓申徐権權黄安宋柳洪全高文孫梁裵裴白曺許南劉沈盧河兪丁成郭車朱具禹閔兪池嚴蔡元千方孔玄咸卞廉楊辺呂秋
  """
/// As rare as a family of some 5,000 people.
private let chineseFamilyCost: UInt16 = 1013
