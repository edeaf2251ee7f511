import Testing
@Suite struct EmptySuite { @Test func nothing() {} }
