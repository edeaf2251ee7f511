/// Japanese names in Latin letters, simplified so that the usual ways to write one name agree: Ōno, Ohno, Oono and Ono;
/// Shinichi and Sin'iti; Honma and Homma. The simplified form is kept only as its hash.
enum Romaji {
  /// Letters looked at; longer words are no names.
  private static let longest = 48

  /// Hash of the simplified romaji of a reading in hiragana.
  static func hash(ofReading reading: UnsafeBufferPointer<UInt32>) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longest + 8) { letters in
      var count = 0
      var doubles = false
      for scalar in reading {
        guard (0x3041...0x3096).contains(scalar), count < longest else { continue }
        if scalar == 0x3063 {
          doubles = true
          continue
        }
        let syllable = syllables.utf8Start + 2 * Int(scalar - 0x3041)
        let isSmall = scalar == 0x3083 || scalar == 0x3085 || scalar == 0x3087
        // き + small ゃ is kya: the i goes.
        if isSmall, count > 0, letters[count - 1] == 0x69 { count -= 1 }
        if doubles {
          letters[count] = syllable[0]
          count += 1
          doubles = false
        }
        for letter in 0..<2 where syllable[letter] != 0x20 {
          letters[count] = syllable[letter]
          count += 1
        }
      }
      return collapsed(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(letters)[..<count]))
    }
  }

  /// Hash of the simplified form of a word in Latin letters; other characters are passed over.
  static func hash(ofLatin word: UnsafeBufferPointer<UInt32>) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longest + 8) { letters in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * longest + 8) { kunrei in
        var count = 0
        for scalar in word where count < longest {
          let letter = LatinLetters.plain(scalar)
          if letter != 0 {
            letters[count] = letter
            count += 1
          }
        }
        let length = respell(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(letters)[..<count]), into: kunrei)
        return collapsed(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(kunrei)[..<length]))
      }
    }
  }

  /// Hepburn to Kunrei: shi → si, cha → tya, tsu → tu, fu → hu, ji → zi, and m → n before b, m, p.
  private static func respell(
    _ letters: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var count = 0
    var index = 0
    func put(_ letter: Unicode.Scalar) {
      output[count] = UInt8(truncatingIfNeeded: letter.value)
      count += 1
    }
    func at(_ offset: Int) -> Unicode.Scalar {
      index + offset < letters.count ? Unicode.Scalar(letters[index + offset]) : " "
    }
    while index < letters.count {
      switch (at(0), at(1)) {
      case ("s", "h"):
        put("s")
        if at(2) != "i" { put("y") }
        index += 2
      case ("c", "h"):
        put("t")
        if at(2) != "i" { put("y") }
        index += 2
      case ("t", "c") where at(2) == "h":
        put("t")
        index += 1
      case ("t", "s") where at(2) == "u", ("d", "z") where at(2) == "u":
        put(at(0) == "t" ? "t" : "z")
        index += 2
      case ("f", _):
        put("h")
        index += 1
      case ("j", let next):
        put("z")
        if next != "i" && next != "y" { put("y") }
        index += 1
      case ("d", "i"), ("d", "u"), ("d", "y"):
        put("z")
        index += 1
      case ("l", _):
        put("r")
        index += 1
      case ("m", "b"), ("m", "m"), ("m", "p"):
        put("n")
        index += 1
      case ("o", "h") where !isVowel(at(2)) && at(2) != "y":
        put("o")
        index += 2
      default:
        put(at(0))
        index += 1
      }
    }
    return count
  }

  private static func isVowel(_ letter: Unicode.Scalar) -> Bool {
    letter == "a" || letter == "e" || letter == "i" || letter == "o" || letter == "u"
  }

  /// Hash with long vowels and a doubled n made short.
  private static func collapsed(_ letters: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = NameHash.seed
    var previous: UInt8 = 0
    for letter in letters {
      let isLong =
        letter == previous && (isVowel(Unicode.Scalar(letter)) || letter == 0x6E) || previous == 0x6F && letter == 0x75
      if isLong { continue }
      hash = NameHash.step(hash, UInt32(letter))
      previous = letter
    }
    return hash
  }

  /// Kunrei spelling of U+3041…U+3096, two letters each.
  private static let syllables: StaticString = """
    a a i i u u e e o o kagakigikugukegekogosazasizisuzusezesozotadatizit tuzutedetodonaninunenohabapahi\
    bipihubupuhebepehobopomamimumemoyayayuyuyoyorarirurerowawai e o n bukake
    """
}
