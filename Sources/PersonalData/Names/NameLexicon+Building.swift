import CNameLists
import JapaneseText

#if canImport(Glibc)
  import Glibc
#endif

@inline(__always)
func exponential(_ x: Float) -> Float { exp(x) }

/// One of the lists of CNameLists: lines of fields parted by tabs.
private struct NameList {
  let bytes: CellBytes

  init(_ start: UnsafePointer<CChar>?, _ length: Int) {
    let raw = UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self)
    bytes = CellBytes(start: raw, count: raw == nil ? 0 : length)
  }

  /// Calls with the up to four fields of each line; missing ones are empty.
  func lines(_ body: (CellBytes, CellBytes, CellBytes, CellBytes) -> Void) {
    var index = 0
    let count = bytes.count
    while index < count {
      var fields = (CellBytes(rebasing: bytes[0..<0]), CellBytes(rebasing: bytes[0..<0]))
      var more = fields
      var field = 0
      var start = index
      while index < count {
        let byte = bytes[index]
        if byte == 0x09 || byte == 0x0A {
          let part = CellBytes(rebasing: bytes[start..<index])
          switch field {
          case 0: fields.0 = part
          case 1: fields.1 = part
          case 2: more.0 = part
          default: more.1 = part
          }
          field += 1
          start = index + 1
          if byte == 0x0A { break }
        }
        index += 1
      }
      index += 1
      body(fields.0, fields.1, more.0, more.1)
    }
  }
}

private func number(_ digits: CellBytes) -> UInt32 {
  digits.reduce(0) { ($0 &* 10) &+ UInt32($1 & 0xF) }
}

extension NameLexicon {
  /// Builds the tables from the lists. `isKept` lets tests leave given names out, to see how the unlisted ones fare.
  init(keepingGivenName isKept: (UInt64) -> Bool = { _ in true }) {
    var families = FamilyNames()
    families.read()
    var givens = GivenNames()
    givens.read(isKept)
    surnames = families.names
    surnameReadings = families.readings
    surnameRomaji = families.romaji
    surnameCharacters = CharacterModel(families.characters)
    givenNames = givens.names
    givenReadings = givens.readings
    givenRomaji = givens.romaji
    givenCharacters = CharacterModel(givens.characters)
    kanaSounds = KanaSounds(families.sounds, givens.sounds)

    var foreign = NameTable(capacity: 16_384)
    NameList(hikae_foreign_names(), hikae_foreign_names_length()).lines { name, kind, _, _ in
      let value: UInt16 = kind.first == 0x47 ? 1 : kind.first == 0x46 ? 2 : 3
      NameScalars.withFolded(name, kana: true) { foreign.insert(NameHash.of($0), value, merge: |) }
    }
    self.foreign = foreign

    var nouns = NameTable(capacity: 98_304)
    NameList(hikae_nouns_like_names(), hikae_nouns_like_names_length()).lines { word, _, _, _ in
      NameScalars.withFolded(word) { nouns.insert(NameHash.of($0), 1) }
    }
    self.nouns = nouns

    var counts = CharacterModel.Counts()
    NameList(hikae_noun_characters(), hikae_noun_characters_length()).lines { character, first, inside, last in
      NameScalars.withFolded(character) { scalars in
        guard scalars.count == 1 else { return }
        counts.add(scalars[0], first: number(first), inside: number(inside), last: number(last))
      }
    }
    nounCharacters = CharacterModel(counts)
  }
}

/// Surnames while they are read.
private struct FamilyNames {
  var names = NameTable(capacity: 32_768)
  var readings = NameTable(capacity: 16_384)
  var romaji = NameTable(capacity: 16_384)
  var characters = CharacterModel.Counts()
  var sounds = KanaSounds.Counts()

  mutating func read() {
    NameList(hikae_surnames(), hikae_surnames_length()).lines { name, count, reading, _ in
      let people = Float(number(count))
      let cost = UInt16(max(1, -log(people / NameLexicon.population) * 100))
      NameScalars.withFolded(name) { folded in
        names.insert(NameHash.of(folded), cost) { min($0, $1) }
        // A frequent surname says little about what rare ones look like: each counts by the logarithm.
        characters.add(folded, times: people > 3000 ? UInt32(log2(people / 1500)) : 1)
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
  var names = NameTable(capacity: 131_072)
  var readings = NameTable(capacity: 32_768)
  var romaji = NameTable(capacity: 32_768)
  var characters = CharacterModel.Counts()
  var sounds = KanaSounds.Counts()

  mutating func read(_ isKept: (UInt64) -> Bool) {
    read(NameList(hikae_common_given_names1(), hikae_common_given_names1_length()), isCommon: true, isKept)
    read(NameList(hikae_common_given_names2(), hikae_common_given_names2_length()), isCommon: true, isKept)
    read(NameList(hikae_rare_given_names1(), hikae_rare_given_names1_length()), isCommon: false, isKept)
    read(NameList(hikae_rare_given_names2(), hikae_rare_given_names2_length()), isCommon: false, isKept)
  }

  private mutating func read(_ list: NameList, isCommon: Bool, _ isKept: (UInt64) -> Bool) {
    var last = CellBytes(start: nil, count: 0)
    list.lines { name, reading, sex, _ in
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
      guard !reading.elementsEqual(last) else { return }
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

/// Families of China, Taiwan and Korea in kanji, traditional, simplified and Japanese forms. Borne in Japan by few.
private let chineseFamilies = """
  王李張劉陳楊趙黄黃周吳呉徐孫朱馬胡郭林何高梁鄭羅宋謝唐韓曹許鄧蕭馮曾程蔡彭潘袁于董余蘇葉呂魏蒋蔣田杜丁沈姜范江傅鍾盧汪戴崔任陸廖姚方金邱\
  夏譚韋賈鄒石熊孟秦閻薛侯雷白龍段郝孔邵史毛常万萬顧頼賴武康賀厳尹銭施牛洪龔张刘陈杨赵黄吴孙马郑罗谢韩许邓冯萧蒋卢苏叶吕钟谭韦贾邹阎龙赖严钱\
  朴鄭姜趙尹張林韓申徐権權黄安宋柳洪全高文孫梁裵裴白曺許南劉沈盧河兪丁成郭車朱具禹閔兪池嚴蔡元千方孔玄咸卞廉楊辺呂秋
  """
/// As rare as a family of some 5,000 people.
private let chineseFamilyCost: UInt16 = 1013
