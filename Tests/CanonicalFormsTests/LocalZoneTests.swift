import CanonicalForms
import Glibc
import Testing

/// The zone of a process, asked in one of its own: what is chosen there changes no other test.
@Suite("Zone") struct LocalZoneTests {
  /// A server's clock is often in UTC: what an officer types at 18:05 as 18:00 is not in the future.
  @Test func aProcessInUTCShowsAndReadsTheChosenZone() async {
    await #expect(processExitsWith: .success) {
      setenv("TZ", "UTC", 1)
      tzset()
      let moment = Moment(seconds: 1_764_148_800)
      try #require(moment.localMinute == "2025-11-26 09:20" && moment.localZone == "UTC (UTC+00:00)")
      try #require(LocalZone.use("Asia/Tokyo"))
      try #require(moment.localMinute == "2025-11-26 18:20" && moment.localZone == "JST (UTC+09:00)")
      try #require(Moment(parsing: "2025-11-26 18:20") == moment)
      try #require(Moment(startOfYear: 2025, month: 11, day: 26) == Moment(parsing: "2025-11-25T15:00:00Z"))
    }
  }

  @Test func aZoneThatIsNotThereChangesNothing() async {
    await #expect(processExitsWith: .success) {
      try #require(LocalZone.use("UTC"))
      for name in ["Nowhere/Atall", "", "/etc/passwd", "../../../etc/passwd", "JST-9", "Asia"] {
        try #require(!LocalZone.use(name))
      }
      try #require(Moment(seconds: 0).localMinute == "1970-01-01 00:00")
    }
  }
}
