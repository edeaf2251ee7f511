import Hashing
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
/// | other | `1|o|` birth date `|` first telephone, or the row itself |
final class IdentityKeyMaker {
  static let capacity = 512

  private let name = UnsafeMutablePointer<UInt8>.allocate(capacity: IdentityKeyMaker.capacity)
  private let kana = UnsafeMutablePointer<UInt8>.allocate(capacity: IdentityKeyMaker.capacity)
  private let message = UnsafeMutablePointer<UInt8>.allocate(capacity: 4 * IdentityKeyMaker.capacity)
  private var messageCount = 0
  private(set) var nameCount = 0
  private(set) var kanaCount = 0
  /// Where the given name begins in the folded name, or `nameCount` when it is not known.
  private var nameGiven = 0
  private var kanaGiven = 0

  var birthDate: Int32 = 0
  private(set) var phones: [UInt64] = []
  var municipality: UInt16 = 0
  var blockDigits: UInt64 = 0
  private var symbol: [UInt8] = []
  private var number: [UInt8] = []
  private var branch: [UInt8] = []
  private var insurerNumber: [UInt8] = []
  private var employeeNumber: [UInt8] = []
  private var email: [UInt8] = []

  deinit {
    name.deallocate()
    kana.deallocate()
    message.deallocate()
  }

  /// Forgets the last person.
  func reset() {
    nameCount = 0
    kanaCount = 0
    nameGiven = 0
    kanaGiven = 0
    birthDate = 0
    municipality = 0
    blockDigits = 0
    phones.removeAll(keepingCapacity: true)
    symbol.removeAll(keepingCapacity: true)
    number.removeAll(keepingCapacity: true)
    branch.removeAll(keepingCapacity: true)
    insurerNumber.removeAll(keepingCapacity: true)
    employeeNumber.removeAll(keepingCapacity: true)
    email.removeAll(keepingCapacity: true)
  }

  var foldedName: CellBytes { CellBytes(start: name, count: nameCount) }
  var foldedKana: CellBytes { CellBytes(start: kana, count: kanaCount) }

  /// Takes a whole name; the given name is what follows the first space, or what the lexicon splits off.
  func setName(_ cell: CellBytes) {
    guard cell.count <= IdentityKeyMaker.capacity else { return }
    let cell = NameCell.trimmed(cell)
    nameCount = Folding.foldName(cell, into: name)
    nameGiven = nameCount
    if let space = NameCell.firstSpace(in: cell) {
      nameGiven = Folding.foldName(CellBytes(rebasing: cell[..<space]), into: message)
    } else if let split = NameLexicon.shared.split(foldedName) {
      nameGiven = split.given.lowerBound
    }
  }

  /// Takes family and given name from columns of their own.
  func setName(family: CellBytes, given: CellBytes) {
    guard family.count + given.count <= IdentityKeyMaker.capacity else { return }
    nameGiven = Folding.foldName(family, into: name)
    nameCount = nameGiven + Folding.foldName(given, into: name + nameGiven)
  }

  func setKana(_ cell: CellBytes) {
    guard cell.count <= IdentityKeyMaker.capacity else { return }
    let cell = NameCell.trimmed(cell)
    kanaCount = Folding.foldKana(cell, into: kana)
    kanaGiven = kanaCount
    if let space = NameCell.firstSpace(in: cell) {
      kanaGiven = Folding.foldKana(CellBytes(rebasing: cell[..<space]), into: message)
    }
  }

  func setKana(family: CellBytes, given: CellBytes) {
    guard family.count + given.count <= IdentityKeyMaker.capacity else { return }
    kanaGiven = Folding.foldKana(family, into: kana)
    kanaCount = kanaGiven + Folding.foldKana(given, into: kana + kanaGiven)
  }

  func addPhone(_ digits: UInt64) { if !phones.contains(digits) { phones.append(digits) } }
  func setSymbol(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&symbol, cell) }
  func setNumber(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&number, cell) }
  func setBranch(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&branch, cell) }
  func setInsurerNumber(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&insurerNumber, cell) }
  func setEmployeeNumber(_ cell: CellBytes) { IdentityKeyMaker.setNumber(&employeeNumber, cell) }

  func setEmail(_ cell: CellBytes) {
    guard email.isEmpty, cell.count <= IdentityKeyMaker.capacity else { return }
    email.append(contentsOf: cell.lazy.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
  }

  /// Width-folded, without spaces, hyphens and leading zeros: `００１２` and `12` are the same number.
  private static func setNumber(_ target: inout [UInt8], _ cell: CellBytes) {
    guard cell.count <= 120 else { return }
    target.removeAll(keepingCapacity: true)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
      guard let base = buffer.baseAddress else { return }
      let count = Folding.foldText(cell, into: base)
      for index in 0..<count {
        let byte = base[index]
        if byte == 0x2D || byte == 0x20 { continue }
        if byte == 0x30, target.isEmpty { continue }
        target.append(byte)
      }
    }
  }

  /// The keys of the person, strong ones first. Empty when nothing identifies anybody.
  func keys() -> [IdentityKey] {
    var keys: [IdentityKey] = []
    keys.reserveCapacity(10)
    let name = foldedName
    let kana = foldedKana
    let hasName = nameCount > 0
    let hasKana = kanaCount > 0
    if birthDate != 0 {
      if hasName {
        keys.append(
          key(.nameBirth, "nb") {
            $0.add(name); $0.add(decimal: UInt64(birthDate))
          })
      }
      if hasKana {
        keys.append(
          key(.kanaBirth, "kb") {
            $0.add(kana); $0.add(decimal: UInt64(birthDate))
          })
      }
    }
    if !number.isEmpty, !symbol.isEmpty {
      if birthDate != 0 {
        if nameGiven < nameCount {
          keys.append(insuranceKey(given: CellBytes(rebasing: name[nameGiven...])))
        }
        if hasKana, kanaGiven < kanaCount {
          keys.append(insuranceKey(given: CellBytes(rebasing: kana[kanaGiven...])))
        }
        if !hasName, !hasKana { keys.append(insuranceKey(given: CellBytes(start: nil, count: 0))) }
      } else if !branch.isEmpty, !insurerNumber.isEmpty {
        keys.append(
          key(.insurance, "ib") {
            $0.add(insurerNumber)
            $0.add(symbol)
            $0.add(number)
            $0.add(branch)
          })
      }
    }
    for phone in phones.prefix(2) {
      if hasName {
        keys.append(
          key(.namePhone, "np") {
            $0.add(name); $0.add(decimal: phone)
          })
      }
      if hasKana {
        keys.append(
          key(.kanaPhone, "kp") {
            $0.add(kana); $0.add(decimal: phone)
          })
      }
    }
    if !email.isEmpty {
      keys.append(
        key(.email, "e") {
          $0.add(email); $0.add(hasName ? name : kana)
        })
    }
    if hasName, municipality != 0, blockDigits != 0 {
      keys.append(
        key(.nameAddress, "na") {
          $0.add(name)
          $0.add(decimal: UInt64(municipality))
          $0.add(decimal: blockDigits)
        })
    }
    if hasName, !employeeNumber.isEmpty {
      keys.append(
        key(.nameEmployee, "ne") {
          $0.add(name); $0.add(employeeNumber)
        })
    }
    if hasName {
      keys.append(key(.nameOnly, "n") { $0.add(name) })
    } else if hasKana {
      keys.append(key(.kanaOnly, "k") { $0.add(kana) })
    } else if keys.isEmpty, birthDate != 0, let phone = phones.first {
      keys.append(
        key(.other, "o") {
          $0.add(decimal: UInt64(birthDate)); $0.add(decimal: phone)
        })
    }
    return keys
  }

  /// A key for a person of whom nothing but the row is known: no two such rows are joined.
  func rowKey(content salt: UInt64, table: Int, row: Int) -> IdentityKey {
    key(.other, "r") {
      $0.add(decimal: salt)
      $0.add(decimal: UInt64(table))
      $0.add(decimal: UInt64(row))
    }
  }

  private func insuranceKey(given: CellBytes) -> IdentityKey {
    key(.insurance, "i") {
      $0.add(symbol)
      $0.add(number)
      $0.add(decimal: UInt64(birthDate))
      $0.add(given)
    }
  }

  private func key(_ kind: IdentityKind, _ tag: StaticString, _ build: (IdentityKeyMaker) -> Void) -> IdentityKey {
    messageCount = 0
    append(UInt8(ascii: "0") + UInt8(IdentityKey.version))
    append(UInt8(ascii: "|"))
    for index in 0..<tag.utf8CodeUnitCount { append(tag.utf8Start[index]) }
    build(self)
    let digest = SHA256Digest(hashing: UnsafeRawBufferPointer(start: message, count: messageCount))
    return IdentityKey(kind: kind, high: digest.words.0, low: digest.words.1)
  }

  @inline(__always)
  private func append(_ byte: UInt8) {
    guard messageCount < 4 * IdentityKeyMaker.capacity else { return }
    message[messageCount] = byte
    messageCount += 1
  }

  private func add(_ bytes: some Collection<UInt8>) {
    append(UInt8(ascii: "|"))
    for byte in bytes { append(byte) }
  }

  private func add(decimal value: UInt64) {
    append(UInt8(ascii: "|"))
    var digits: (UInt64, Int) = (1, 1)
    while value / digits.0 >= 10 { digits = (digits.0 * 10, digits.1 + 1) }
    var rest = value
    for _ in 0..<digits.1 {
      append(UInt8(ascii: "0") + UInt8(rest / digits.0))
      rest %= digits.0
      digits.0 /= 10
      if digits.0 == 0 { break }
    }
  }
}

/// Small looks at a cell that holds a name.
enum NameCell {
  /// Without spaces and honorifics at the end.
  static func trimmed(_ cell: CellBytes) -> CellBytes {
    var start = 0
    var end = cell.count
    while start < end, let width = spaceWidth(cell, at: start, end: end) { start += width }
    while end > start {
      if cell[end - 1] == 0x20 || cell[end - 1] == 0x09 {
        end -= 1
      } else if end - start >= 3, cell[end - 3] == 0xE3, cell[end - 2] == 0x80, cell[end - 1] == 0x80 {
        end -= 3
      } else if end - start > 3, cell[end - 3] == 0xE6, cell[end - 2] == 0xA7, cell[end - 1] == 0x98 {
        end -= 3  // 様
      } else {
        break
      }
    }
    return CellBytes(rebasing: cell[start..<end])
  }

  /// Offset of the first space between two parts.
  static func firstSpace(in cell: CellBytes) -> Int? {
    var index = 0
    while index < cell.count {
      if spaceWidth(cell, at: index, end: cell.count) != nil { return index }
      index += 1
    }
    return nil
  }

  private static func spaceWidth(_ cell: CellBytes, at index: Int, end: Int) -> Int? {
    let byte = cell[index]
    if byte == 0x20 || byte == 0x09 { return 1 }
    if byte == 0xE3, index + 2 < end, cell[index + 1] == 0x80, cell[index + 2] == 0x80 { return 3 }
    if byte == 0xC2, index + 1 < end, cell[index + 1] == 0xA0 { return 2 }
    return nil
  }
}
