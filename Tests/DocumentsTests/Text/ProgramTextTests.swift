import Contents
import JapaneseText
import Testing

@testable import Documents

/// Sources of programs and dictionaries of words, and the lists that stand in them or look a little like them.
@Suite struct ProgramTextTests {
  private static let header = """
    #ifndef SURFACE_H
    #define SURFACE_H
    #define srf_QueryVersion\t\t0
    #define srf_ListTypes\t\t1
    #define srf_CreateMartin\t\t2
    #define srf_GetJulia\t\t3
    #define srf_LastRequest\t\tsrf_GetJulia

    typedef struct {
        CARD8\treqType\tB8;
        CARD16\tlength\tB16;
        CARD32\tsurface\tB32;
    } srfRequest;
    #endif

    """
  private static let assembler =
    "\t.text\n\t.globl\tmain\n" + (0..<20).map { "\tmovq    \($0)(%rdi), %rax\n\tadd     $4, %rbx\n" }.joined()
  private static let literals =
    "GIVEN = [\n" + ["太郎", "花子", "健一", "美咲", "大輔"].map { "    \"\($0)\", \"\($0)\",\n" }.joined() + "]\n"
  private static let aligned =
    "static const struct { const char *name; int code; } t[] = {\n"
    + ["Martin", "Julia", "Victoria", "James", "Aaron", "Sydney"].map { "  { \"\($0)\",      10 },\n" }.joined()
    + "};\n"

  @Test(arguments: [
    (header, "surface.h"), (header, "surface"), (assembler, "copy.s"), (literals, "names.py"), (aligned, "table.c"),
    ("#!/bin/sh\nset -e\n" + String(repeating: "cp  a  b  c\n", count: 8), "install"),
  ])
  func statementsAreNoRows(text: String, name: String) throws {
    let read = try TextReading(text, named: name)
    #expect(read.parts == [.passage(text)], "\(name)")
    #expect(try TextReading(TricklingSource(Array(text.utf8), most: 7), named: name).parts == read.parts)
  }

  private static let rows = [
    ["氏名", "生年月日", "電話番号"], ["本間 誉侑", "1984-03-12", "090-0000-0001"], ["山本 智乃", "1979-11-02", "090-0000-0002"],
    ["服部 英彬", "1991-07-30", "090-0000-0003"],
  ]

  /// What a program carries along is found between its lines.
  @Test(arguments: [",", "\t", "|"]) func rowsStandAmongStatements(delimiter: String) throws {
    let list = Self.rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n")
    let read = try TextReading("#!/bin/sh\ncat > list <<EOF\n\(list)\nEOF\nsort list;\n", named: "send.sh")
    #expect(read.parts.contains(.table(Self.rows)))
  }

  /// A name says little: a list is one, however it is called.
  @Test(arguments: ["members.c", "names.py", "list.h", "meibo.m", "data.in"]) func listsAreLists(name: String) throws {
    for delimiter in [",", "\t"] {
      let text = Self.rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n")
      #expect(try TextReading(text, named: name).rows == Self.rows)
    }
  }

  // MARK: Dictionaries

  private static let entries = [
    "山田 [やまだ] /Yamada (s)/", "中村健吾 [なかむらけんご] /Nakamura Kengo (1950.4.3-)/", "林 [はやし(P);りん] /(n) woods/forest/(P)/",
    "あい /愛/藍/相/", "わるk /悪/", "さいとう /斉藤/斎藤;人名/", "石川 [イシカワ] /Ishikawa (p,s)/", "花子 [はなこ] /Hanako (f)/",
    "健一 [けんいち] /Ken'ichi (m)/", "ﾀﾛｳ /太郎/",
  ]

  @Test func entriesOfDictionariesAreLeftOut() throws {
    let text = ";; okuri-nasi entries.\n" + Self.entries.joined(separator: "\n") + "\n"
    for encoding in [TextEncoding.utf8, .eucJP] {
      let read = try TextReading(encoding.encode(text).bytes, named: "SKK-JISYO.L")
      #expect(read.parts == [.passage(";; okuri-nasi entries.\n")])
    }
    #expect(try TextReading(text + "連絡先 服部 英彬 090-0000-0003\n", named: "edict").passages.joined().contains("服部"))
  }

  @Test(arguments: [
    "本間 誉侑 /home/honma/", "ほんま たかゆき /1984/03/12/", "山田 [やまだ] 090-0000-0001", "やまだ/東京", "[やまだ] /a/", " /a/", "/",
    "山田 [] /a/", "山田 [yamada] /a/",
  ])
  func otherLinesAreNoEntries(line: String) { #expect(!WordEntries.isOne(Array(line.utf8)[...])) }

  @Test func aFewEntriesMakeNoDictionary() throws {
    let text = Self.entries.prefix(7).joined(separator: "\n") + "\n"
    #expect(try TextReading(text).passages.joined().contains("山田"))
  }
}
