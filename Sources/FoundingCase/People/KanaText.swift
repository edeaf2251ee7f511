/// Hiragana, katakana, half-width katakana and Latin letters of a reading; full-width digits.

func katakana(_ hiragana: String) -> String {
  mapScalars(hiragana) { (0x3041...0x3096).contains($0) ? $0 + 0x60 : $0 }
}

func hiragana(_ katakana: String) -> String {
  mapScalars(katakana) { (0x30A1...0x30F6).contains($0) ? $0 - 0x60 : $0 }
}

func fullWidth(_ text: String) -> String { mapScalars(text) { (0x21...0x7E).contains($0) ? $0 + 0xFEE0 : $0 } }

private func mapScalars(_ text: String, _ change: (UInt32) -> UInt32) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { result.append(Unicode.Scalar(change(scalar.value)) ?? scalar) }
  return String(result)
}

/// Katakana to half-width katakana (JIS X 0201), voicing marks as characters of their own.
func halfWidthKana(_ katakana: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in katakana.unicodeScalars {
    guard let half = halfWidth[scalar] else {
      result.append(scalar == "　" ? " " : scalar)
      continue
    }
    result.append(contentsOf: half.unicodeScalars)
  }
  return String(result)
}

private let halfWidth: [Unicode.Scalar: String] = {
  let full = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッー"
  let half = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ"
  var table: [Unicode.Scalar: String] = ["ヴ": "ｳﾞ", "ヂ": "ﾁﾞ", "ヅ": "ﾂﾞ"]
  for (f, h) in zip(full.unicodeScalars, half.unicodeScalars) { table[f] = String(h) }
  for (voiced, plain) in zip("ガギグゲゴザジズゼゾダデドバビブベボ".unicodeScalars, "ｶｷｸｹｺｻｼｽｾｿﾀﾃﾄﾊﾋﾌﾍﾎ".unicodeScalars) {
    table[voiced] = String(plain) + "ﾞ"
  }
  for (voiced, plain) in zip("パピプペポ".unicodeScalars, "ﾊﾋﾌﾍﾎ".unicodeScalars) { table[voiced] = String(plain) + "ﾟ" }
  return table
}()

/// Hiragana to Latin letters in the Hepburn manner, long vowels as they are spelled in passports (Ono, Sato).
func romaji(_ hiragana: String) -> String {
  let scalars = Array(hiragana.unicodeScalars)
  var result = ""
  var doubled = false
  var i = 0
  while i < scalars.count {
    var sound = ""
    if i + 1 < scalars.count, let pair = contracted[String(scalars[i]) + String(scalars[i + 1])] {
      sound = pair
      i += 1
    } else {
      sound = single[scalars[i]] ?? ""
    }
    if scalars[i] == "っ" {
      doubled = true
    } else {
      if doubled, let first = sound.first { result.append(first == "c" ? "t" : first) }
      doubled = false
      result += sound
    }
    i += 1
  }
  for (long, short) in [("ou", "o"), ("oo", "o"), ("uu", "u")] { result = replacing(long, with: short, in: result) }
  return result
}

func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

func replacing(_ part: String, with other: String, in text: String) -> String {
  var result = ""
  var rest = Substring(text)
  while let range = firstRange(of: part, in: rest) {
    result += rest[..<range.lowerBound] + other
    rest = rest[range.upperBound...]
  }
  return result + rest
}

private func firstRange(of part: String, in text: Substring) -> Range<Substring.Index>? {
  var start = text.startIndex
  while start < text.endIndex {
    if text[start...].hasPrefix(part) { return start..<text.index(start, offsetBy: part.count) }
    start = text.index(after: start)
  }
  return nil
}

private let single: [Unicode.Scalar: String] = {
  let kana = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんがぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽ"
  let sounds = """
    a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo \
    ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po
    """
  var table: [Unicode.Scalar: String] = ["ゔ": "v"]
  for (k, s) in zip(kana.unicodeScalars, sounds.split(separator: " ")) { table[k] = String(s) }
  return table
}()

private let contracted: [String: String] = {
  var table: [String: String] = [:]
  let rows: [(String, String)] = [
    ("き", "ky"), ("し", "sh"), ("ち", "ch"), ("に", "ny"), ("ひ", "hy"), ("み", "my"), ("り", "ry"), ("ぎ", "gy"),
    ("じ", "j"), ("び", "by"), ("ぴ", "py"),
  ]
  for (kana, consonant) in rows {
    for (small, vowel) in [("ゃ", "a"), ("ゅ", "u"), ("ょ", "o")] { table[kana + small] = consonant + vowel }
  }
  return table
}()
