import Glibc

/// Programs that were built beside the tests.
package enum BuiltProgram {
  package struct NotBuilt: Error { package let name: String }

  package static func path(of name: String) throws -> String {
    let runner = realpath("/proc/self/exe", nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
    // The runner's arguments name the test bundle: the products lie beside it.
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    for file in [bundle, runner].compactMap({ $0 }) {
      let parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast() + [Substring(name)]
      guard let resolved = realpath(parts.joined(separator: "/"), nil) else { continue }
      defer { free(resolved) }
      // Absolute, for runs in other folders.
      return String(cString: resolved)
    }
    throw NotBuilt(name: name)
  }
}
