import Cryptography
import JapaneseText

/// Makes the identity keys of one person from the values as found.
///
/// Each strong key is made of two or more values that agree only for the same person (design: two of name, kana, birth
/// date, telephone, insurance), so one shared key is enough to join two records. Twins share everything but the given
/// name, so the insurance key carries it; people who marry change the family name, so the insurance key leaves that out.
///
/// | key | canonical string |
/// |---|---|
/// | nameBirth | `1|nb|` name `|` yyyymmdd |
/// | kanaBirth | `1|kb|` kana `|` yyyymmdd |
/// | insurance | `1|i|` symbol `|` number `|` yyyymmdd `|` given name, once in kanji and once in kana |
/// | insurance | `1|ib|` insurer number `|` symbol `|` number `|` branch, where no birth date is known |
/// | namePhone | `1|np|` name `|` digits |
/// | kanaPhone | `1|kp|` kana `|` digits |
/// | email | `1|e|` address `|` name, or kana, or nothing |
/// | nameAddress | `1|na|` name `|` municipality `|` digits of the block |
/// | nameEmployee | `1|ne|` name `|` employee number |
/// | nameOnly, kanaOnly | `1|n|` name, `1|k|` kana |
/// | nameInsurance | `1|ni|` name or kana `|` symbol `|` number, where no birth date is known |
/// | nameNumber | `1|nn|` name or kana `|` number, where neither birth date nor symbol is known |
/// | other | `1|o|` birth date `|` first telephone; `1|oi|` insurer number `|` symbol `|` number `|` branch `|` birth date; `1|rn|` content `|` number; or the row itself |
struct IdentityKeyMaker: ~Copyable {
  static let capacity = 512

  private let name = UnsafeMutablePointer<UInt8>.allocate(capacity: IdentityKeyMaker.capacity)
  private let kana = UnsafeMutablePointer<UInt8>.allocate(capacity: IdentityKeyMaker.capacity)
  /// For the first part of a name, whose folded length says where the given name begins.
  private let part = UnsafeMutablePointer<UInt8>.allocate(capacity: IdentityKeyMaker.capacity)
  private var message = KeyMessage()
  private let foldName = FoldTable.name
  private let foldKana = FoldTable.kana
  private let lexicon = NameLexicon.shared
  private(set) var nameCount = 0
  private(set) var kanaCount = 0
  /// Where the given name begins in the folded name, or `nameCount` when it is not known.
  private var nameGiven = 0
  private var kanaGiven = 0
  /// A name in Latin letters in the order in which it was written; empty for other names.
  private let written = UnsafeMutablePointer<UInt8>.allocate(capacity: IdentityKeyMaker.capacity)
  private var writtenCount = 0
  private var formerFamily = ShortBytes()

  var birthDate: Int32 = 0
  private(set) var phones: [UInt64] = []
  var municipality: UInt16 = 0
  var blockDigits: UInt64 = 0
  private var symbol = ShortBytes()
  private var number = ShortBytes()
  private var branch = ShortBytes()
  private var insurerNumber = ShortBytes()
  private var employeeNumber = ShortBytes()
  private var email = ShortBytes()
  private var made: [IdentityKey] = []

  deinit {
    name.deallocate()
    kana.deallocate()
    part.deallocate()
    written.deallocate()
  }

  /// Forgets the last person.
  mutating func reset() {
    nameCount = 0
    kanaCount = 0
    nameGiven = 0
    kanaGiven = 0
    writtenCount = 0
    formerFamily.removeAll()
    birthDate = 0
    municipality = 0
    blockDigits = 0
    phones.removeAll(keepingCapacity: true)
    symbol.removeAll()
    number.removeAll()
    branch.removeAll()
    insurerNumber.removeAll()
    employeeNumber.removeAll()
    email.removeAll()
  }

  var foldedName: CellBytes { CellBytes(start: name, count: nameCount) }
  /// The family name of the folded name, empty where it is not known.
  var familyName: CellBytes { CellBytes(start: name, count: nameGiven < nameCount ? nameGiven : 0) }
  /// The folded name with its words in the order of the cell.
  var nameAsWritten: CellBytes { writtenCount > 0 ? CellBytes(start: written, count: writtenCount) : foldedName }
  var foldedKana: CellBytes { CellBytes(start: kana, count: kanaCount) }

  /// Takes a whole name; the given name is what follows the first space, or what the lexicon splits off.
  mutating func setName(_ cell: CellBytes) {
    guard cell.count <= IdentityKeyMaker.capacity else { return }
    var cell = NameCell.trimmed(cell)
    if let bracket = NameCell.remark(atEndOf: cell) {
      if let former = NameCell.formerName(in: cell.from(bracket)) { setFormerFamily(former) }
      // `iPhone (山本 太郎)`: the device is not the name.
      let inner = NameCell.trimmed(NameCell.inside(cell.from(bracket)))
      let outer = NameCell.trimmed(cell.part(0..<bracket))
      cell = LatinNameWords.isOne(outer) && NameCell.hasKanji(inner) ? inner : outer
    }
    if LatinNameWords.isOne(cell) { return setLatinName(cell, CellBytes(start: nil, count: 0)) }
    nameCount = foldName.fold(cell, into: name)
    nameGiven = nameCount
    if let space = NameCell.firstSpace(in: cell) {
      nameGiven = foldName.fold(CellBytes(rebasing: cell[..<space]), into: part)
    } else if let split = lexicon.split(foldedName) {
      nameGiven = split.given.lowerBound
    }
  }

  /// Takes family and given name from columns of their own.
  mutating func setName(family: CellBytes, given: CellBytes) {
    guard family.count + given.count <= IdentityKeyMaker.capacity else { return }
    if LatinNameWords.isOne(family), given.isEmpty || LatinNameWords.isOne(given) { return setLatinName(family, given) }
    nameGiven = foldName.fold(family, into: name)
    nameCount = nameGiven + foldName.fold(given, into: name + nameGiven)
  }

  /// Takes a name in Latin letters, of which lists have every order (`Smith, John`, `John Smith`, `TANAKA Hiroshi`): the words
  /// of the key are sorted. Which of them is the given name is not known then.
  private mutating func setLatinName(_ first: CellBytes, _ second: CellBytes) {
    var words = LatinNameWords()
    words.take(first)
    words.take(second)
    var ends = LatinNameWords.Ranges()
    writtenCount = 0
    for index in 0..<words.count {
      let start = writtenCount
      writtenCount += foldName.fold(words.word(index, of: first, second), into: written + start)
      ends.append(start..<writtenCount)
    }
    ends.sort(by: CellBytes(start: written, count: writtenCount))
    nameCount = 0
    for index in 0..<ends.count {
      let range = ends[index]
      (name + nameCount).update(from: written + range.lowerBound, count: range.count)
      nameCount += range.count
    }
    nameGiven = nameCount
  }

  /// The family name before a marriage: what the same person is called in older lists.
  mutating func setFormerFamily(_ cell: CellBytes) {
    guard cell.count <= 60 else { return }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: cell.count + 1) { buffer in
      guard let base = buffer.baseAddress else { return }
      let count = foldName.fold(NameCell.trimmed(cell), into: base)
      for index in 0..<count { formerFamily.append(base[index]) }
    }
  }

  mutating func setKana(_ cell: CellBytes) {
    guard cell.count <= IdentityKeyMaker.capacity else { return }
    let cell = NameCell.trimmed(cell)
    kanaCount = foldKana.fold(cell, into: kana)
    kanaGiven = kanaCount
    if let space = NameCell.firstSpace(in: cell) {
      kanaGiven = foldKana.fold(CellBytes(rebasing: cell[..<space]), into: part)
    }
  }

  mutating func setKana(family: CellBytes, given: CellBytes) {
    guard family.count + given.count <= IdentityKeyMaker.capacity else { return }
    kanaGiven = foldKana.fold(family, into: kana)
    kanaCount = kanaGiven + foldKana.fold(given, into: kana + kanaGiven)
  }

  mutating func addPhone(_ digits: UInt64) { if !phones.contains(digits) { phones.append(digits) } }
  mutating func setSymbol(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&symbol, cell) }
  mutating func setNumber(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&number, cell) }
  mutating func setBranch(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&branch, cell) }
  mutating func setInsurerNumber(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&insurerNumber, cell) }
  mutating func setEmployeeNumber(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&employeeNumber, cell) }

  mutating func setEmail(_ cell: CellBytes) {
    guard email.isEmpty, cell.count <= IdentityKeyMaker.capacity else { return }
    for byte in cell { email.append(byte.lowercased) }
  }

  /// Width-folded, without spaces, hyphens and leading zeros: `００１２` and `12` are the same number.
  private static func setNumber(_ target: inout ShortBytes, _ cell: CellBytes) {
    guard cell.count <= 120 else { return }
    target.removeAll()
    // Digits fold to themselves, and most numbers are nothing else.
    if cell.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2D }) { return appendSignificant(cell, to: &target) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
      guard let base = buffer.baseAddress else { return }
      let count = Folding.foldText(cell, into: base)
      appendSignificant(CellBytes(start: base, count: count), to: &target)
    }
  }

  private static func appendSignificant(_ folded: CellBytes, to target: inout ShortBytes) {
    for byte in folded {
      if byte == 0x2D || byte == 0x20 { continue }
      if byte == 0x30, target.isEmpty { continue }
      target.append(byte)
    }
  }

  /// The keys of the person, strong ones first. Empty when nothing identifies anybody.
  /// The array is kept for the next person: whoever lets go of it before saves an allocation a person.
  mutating func keys() -> [IdentityKey] {
    made.removeAll(keepingCapacity: true)
    let name = foldedName
    let kana = foldedKana
    let hasName = nameCount > 0
    let hasKana = kanaCount > 0
    if birthDate != 0 {
      if hasName {
        message.begin("nb")
        message.add(name)
        message.add(decimal: UInt64(birthDate))
        made.append(message.key(.nameBirth))
      }
      if hasKana {
        message.begin("kb")
        message.add(kana)
        message.add(decimal: UInt64(birthDate))
        made.append(message.key(.kanaBirth))
      }
    }
    addInsuranceKeys(hasName: hasName, hasKana: hasKana)
    for phone in phones.prefix(2) {
      if hasName {
        message.begin("np")
        message.add(name)
        message.add(decimal: phone)
        made.append(message.key(.namePhone))
      }
      if hasKana {
        message.begin("kp")
        message.add(kana)
        message.add(decimal: phone)
        made.append(message.key(.kanaPhone))
      }
    }
    if !email.isEmpty {
      message.begin("e")
      message.add(email.cell)
      message.add(hasName ? name : kana)
      made.append(message.key(.email))
    }
    if hasName, municipality != 0, blockDigits != 0 {
      message.begin("na")
      message.add(name)
      message.add(decimal: UInt64(municipality))
      message.add(decimal: blockDigits)
      made.append(message.key(.nameAddress))
    }
    if hasName, !employeeNumber.isEmpty {
      message.begin("ne")
      message.add(name)
      message.add(employeeNumber.cell)
      made.append(message.key(.nameEmployee))
    }
    addFormerKeys()
    if hasName {
      message.begin("n")
      message.add(name)
      made.append(message.key(.nameOnly))
      addNumberKey(of: name)
    } else if hasKana {
      message.begin("k")
      message.add(kana)
      made.append(message.key(.kanaOnly))
      addNumberKey(of: kana)
    } else if made.isEmpty, birthDate != 0, let phone = phones.first {
      message.begin("o")
      message.add(decimal: UInt64(birthDate))
      message.add(decimal: phone)
      made.append(message.key(.other))
    } else if made.isEmpty, isInsuranceNumber {
      message.begin("oi")
      message.add(insurerNumber.cell)
      message.add(symbol.cell)
      message.add(number.cell)
      message.add(branch.cell)
      message.add(decimal: UInt64(birthDate))
      made.append(message.key(.other))
    }
    return made
  }

  /// The keys that an older list gave the same person, by the family name of then and the given name.
  private mutating func addFormerKeys() {
    guard !formerFamily.isEmpty, nameGiven > 0, nameGiven < nameCount else { return }
    let given = CellBytes(rebasing: foldedName[nameGiven...])
    let former = formerFamily.cell
    guard former.count + given.count <= IdentityKeyMaker.capacity else { return }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: former.count + given.count + 1) { buffer in
      guard let base = buffer.baseAddress, let old = former.baseAddress, let own = given.baseAddress else { return }
      base.update(from: old, count: former.count)
      (base + former.count).update(from: own, count: given.count)
      let name = CellBytes(start: base, count: former.count + given.count)
      if birthDate != 0 {
        message.begin("nb")
        message.add(name)
        message.add(decimal: UInt64(birthDate))
        made.append(message.key(.nameBirth))
      }
      if !employeeNumber.isEmpty {
        message.begin("ne")
        message.add(name)
        message.add(employeeNumber.cell)
        made.append(message.key(.nameEmployee))
      }
    }
  }

  /// Tells homonyms apart where no birth date does.
  private mutating func addNumberKey(of name: CellBytes) {
    guard birthDate == 0, !number.isEmpty else { return }
    message.begin(symbol.isEmpty ? "nn" : "ni")
    message.add(name)
    if !symbol.isEmpty { message.add(symbol.cell) }
    message.add(number.cell)
    made.append(message.key(symbol.isEmpty ? .nameNumber : .nameInsurance))
  }

  /// Not the number of people in a total line.
  private var isInsuranceNumber: Bool {
    number.cell.contains { $0.isDigit }
      && !["合計", "小計", "総計", "計"].contains(String(decoding: symbol.cell, as: UTF8.self))
  }

  private mutating func addInsuranceKeys(hasName: Bool, hasKana: Bool) {
    guard !number.isEmpty, !symbol.isEmpty else { return }
    if birthDate != 0 {
      if nameGiven < nameCount { addInsuranceKey(given: CellBytes(rebasing: foldedName[nameGiven...])) }
      if hasKana, kanaGiven < kanaCount { addInsuranceKey(given: CellBytes(rebasing: foldedKana[kanaGiven...])) }
      if !hasName, !hasKana { addInsuranceKey(given: CellBytes(start: nil, count: 0)) }
    } else if !branch.isEmpty, !insurerNumber.isEmpty {
      message.begin("ib")
      message.add(insurerNumber.cell)
      message.add(symbol.cell)
      message.add(number.cell)
      message.add(branch.cell)
      made.append(message.key(.insurance))
    }
  }

  private mutating func addInsuranceKey(given: CellBytes) {
    message.begin("i")
    message.add(symbol.cell)
    message.add(number.cell)
    message.add(decimal: UInt64(birthDate))
    message.add(given)
    made.append(message.key(.insurance))
  }

  /// A key for a person of whom nothing but an employer's, a school's or a hospital's number is known. It holds within one
  /// content: another office gives the same number to somebody else. Nil without such a number.
  mutating func numberKey(content salt: UInt64) -> IdentityKey? {
    guard officeNumber.contains(where: \.isDigit) else { return nil }
    message.begin("rn")
    message.add(decimal: salt)
    message.add(officeNumber)
    return message.key(.other)
  }

  /// The number of an employee, else that of a patient.
  private var officeNumber: CellBytes { employeeNumber.isEmpty ? number.cell : employeeNumber.cell }

  /// Tells numbers apart within a content; 0 without one.
  var officeNumberHash: UInt64 {
    guard let base = officeNumber.baseAddress, !officeNumber.isEmpty else { return 0 }
    var hash = FastHash(seed: FastHash.seed, salt: 17)
    hash.combine(base, count: officeNumber.count)
    return hash.value
  }

  /// A key for a person of whom nothing but the row is known: no two such rows are joined.
  mutating func rowKey(content salt: UInt64, table: Int, row: Int) -> IdentityKey {
    message.begin("r")
    message.add(decimal: salt)
    message.add(decimal: UInt64(table))
    message.add(decimal: UInt64(row))
    return message.key(.other)
  }
}
