import Testing

@testable import PersonalData

@Suite("Fields")
struct FieldTests {
  /// Stored sets of fields rest on these numbers.
  @Test func aFieldsNumberIsItsPlace() {
    #expect(MemoryLayout<Field>.size == 1)
    for (place, field) in Field.allCases.enumerated() {
      #expect(field.index == place, "\(field.rawValue)")
      #expect(FieldSet([field]).fields == [field])
    }
  }
}
