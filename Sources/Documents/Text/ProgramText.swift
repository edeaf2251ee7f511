/// Whether a text is the source of a program, and which of its lines are. Signs and indents stand one below the other in such
/// texts as cells do in printed lists; what people keep in them (rows behind `<<EOF`, literals) is found in the lines themselves.
enum ProgramText {
  /// Languages that are written for compilers, interpreters and assemblers.
  private static let extensions: Set<String> = [
    "c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx", "inl", "ipp", "tcc", "cs", "go", "java", "js", "mjs", "cjs",
    "jsx",
    "ts", "tsx", "kt", "kts", "scala", "groovy", "m", "mm", "php", "pl", "pm", "ps1", "psm1", "py", "pyi", "pyx", "r",
    "rb", "rs", "sh", "bash", "zsh", "csh", "ksh", "bat", "cmd", "swift", "vb", "vbs", "bas", "lua", "tcl", "vim", "el",
    "lisp", "scm", "clj", "hs", "ml", "erl", "ex", "exs", "dart", "jl", "d", "pas", "f", "f90", "for", "s", "asm",
    "inc",
    "def", "mac", "y", "l", "proto", "idl", "awk", "sed", "cmake", "mk", "gradle", "css", "scss", "less", "glsl", "cu",
    "v",
    "vhd", "sv", "td", "in", "am", "ac", "m4", "x",
  ]

  /// Decides by the name, by the `#!` of the first line, and by the lines: a list that is called `members.c` is a list.
  static func isOne(_ lines: SampleLines, named name: String) -> Bool {
    guard let first = lines.ranges.first else { return false }
    if isInterpreted(lines.bytes[first]) { return true }
    let isNamed = extensions.contains(FileFormat.lowercasedExtension(of: name))
    let sample = lines.ranges.prefix(1_000)
    // What an assembler reads stands behind a tab.
    let program = sample.count { isStatement(lines.bytes[$0]) || isNamed && lines.bytes[$0].first == 0x09 }
    return program >= 3 && program * (isNamed ? 4 : 2) >= sample.count && (isNamed || holdsDirectives(lines))
  }

  /// `#!/bin/sh`, as systems tell what runs a file.
  private static func isInterpreted(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "#!/".utf8) || line.starts(with: "#! /".utf8)
  }

  /// `#include`, `#define` and their like: they stand in headers and tables without a telling name, and in no list.
  private static func holdsDirectives(_ lines: SampleLines) -> Bool {
    lines.ranges.prefix(1_000).contains { range in
      let line = lines.bytes[range]
      return directives.contains { line.starts(with: $0) }
    }
  }

  private static let directives = ["#include ", "#define ", "#ifndef ", "#ifdef ", "#pragma "].map { Array($0.utf8) }

  /// Whether a line is one of a program: a directive, a comment, what ends in a bracket or a semicolon, what begins with a
  /// bracket or a word of many languages. Rows of values are none of these.
  static func isStatement(_ line: ArraySlice<UInt8>) -> Bool {
    let text = line.withoutBlanks
    guard let first = text.first, let last = text.last else { return false }
    let second = text.dropFirst().first ?? 0
    switch first {
    case UInt8(ascii: "#") where isLetter(second),
      UInt8(ascii: "/") where second == UInt8(ascii: "/") || second == 0x2A,
      UInt8(ascii: "*") where second == 0x20 || second == UInt8(ascii: "/"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"):
      return true
    default: break
    }
    switch last {
    case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "\\"):
      return first < 0x80
    case UInt8(ascii: ","):
      // `),`, `},`, and literals (`"a", "b",`); a row of other values may end in an empty one.
      let former = text.dropLast().last ?? 0
      return [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(former)
        || [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(first) && former == first
    default: break
    }
    guard isLetter(first), let end = text.firstIndex(where: { !isLetter($0) }), text[end] == 0x20 || text[end] == 0x3A
    else {
      return false
    }
    return end - text.startIndex <= 9 && words.contains(String(decoding: text[..<end], as: UTF8.self))
  }

  private static let words: Set<String> = [
    "import", "from", "def", "class", "return", "if", "elif", "else", "elsif", "for", "func", "fn", "let", "var",
    "const",
    "static", "struct", "typedef", "enum", "use", "package", "public", "private", "protected", "local", "sub", "my",
    "our",
    "while", "try", "except", "with", "extern", "export", "function", "set", "case", "do", "done", "then", "fi", "end",
    "begin", "echo", "unsigned", "int", "void", "char", "using", "namespace", "template", "module", "require",
  ]

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
