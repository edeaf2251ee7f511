/// The insurance number that a record without a birth date names beside the name, as a tag of 31 bits; 0 where there is
/// none. A patient's number and an insurance's say nothing of each other, so each system of numbers is compared alone, and
/// only within one table: two lists may number the same people each in its own way.
struct NameNumbers {
  /// Systems in which one name has several numbers.
  struct Systems {
    fileprivate var bits: UInt32 = 0
    func contains(_ number: UInt32) -> Bool { number != 0 && bits >> (number >> 31) & 1 != 0 }
  }

  private let count: Int
  /// Empty until the first number: most contents have none.
  private var tags: [UInt32] = []
  private var tables: [Int32] = []

  init(count: Int) { self.count = count }

  subscript(record: UInt32) -> UInt32 { tags.isEmpty ? 0 : tags[Int(record)] }

  mutating func note(_ record: PackedRecord, at index: Int) {
    for place in 0..<record.keyCount {
      let kind = record.rawKind(at: place)
      guard kind >= IdentityKind.nameInsurance.rawValue, kind <= IdentityKind.nameNumber.rawValue else { continue }
      if tags.isEmpty {
        tags = [UInt32](repeating: 0, count: count)
        tables = [Int32](repeating: 0, count: count)
      }
      if tags[index] != 0 { continue }
      tags[index] =
        UInt32(truncatingIfNeeded: record.keyHigh(at: place)) & 0x7FFF_FFFE | 1
        | (kind == IdentityKind.nameNumber.rawValue ? 1 << 31 : 0)
      tables[index] = Int32(truncatingIfNeeded: record.origin.table)
    }
  }

  /// - Returns: nil when no two records of the run name different numbers of one system.
  func disagreement(in run: UnsafeBufferPointer<KeyPostings.Posting>) -> Systems? {
    if tags.isEmpty { return nil }
    var known: (UInt32, UInt32) = (0, 0)
    var table: Int32 = -1
    var systems = Systems()
    for posting in run {
      let tag = tags[Int(posting.record)]
      if tag == 0 { continue }
      // Records of one table follow each other.
      if tables[Int(posting.record)] != table {
        table = tables[Int(posting.record)]
        known = (0, 0)
      }
      let held = tag >> 31 == 0 ? known.0 : known.1
      if held == 0 {
        if tag >> 31 == 0 { known.0 = tag } else { known.1 = tag }
      } else if held != tag {
        systems.bits |= 1 << (tag >> 31)
      }
    }
    return systems.bits == 0 ? nil : systems
  }
}
