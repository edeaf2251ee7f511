import Testing

@testable import PersonalData

@Suite("Birth dates in numbers of residents")
struct ResidentNumberTests {
  @Test(arguments: [
    ("460718-2924583", 1946_07_18), ("000622-3******", 2000_06_22), ("110105197207238994", 1972_07_23),
    ("66022480527", 1966_02_24), ("02271138492", 2002_07_11), ("19800101-1234", 1980_01_01), ("461318-2924583", 0),
    ("1234567", 0), ("", 0), ("199-26-7739", 0), ("35762236L", 0),
  ])
  func birthDate(number: String, day: Int32) {
    let date = withCell(number) { ResidentNumber.birthDate(in: $0) }
    #expect(date?.packed ?? 0 == day, "\(number)")
  }

  /// The day tells homonyms apart, and the number itself is nobody's key.
  @Test func homonyms() {
    let read = RowsRead(
      "사번|성명|주민등록번호|우편번호\n1|김민수|460718-2924583|04524\n2|이서연|731015-1997815|04525\n1|김민수|880301-1234567|04526")
    #expect(read.people == 3 && read.fields.isSuperset(of: [.birthDate, .nationalNumber, .employeeNumber]))
  }
}
