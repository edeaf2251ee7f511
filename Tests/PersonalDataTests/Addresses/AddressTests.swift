import PersonalData
import Testing

@Suite struct AddressTests {
  private let recogniser = AddressRecogniser()

  private func read(_ text: String) -> AddressReading? { withCell(text, recogniser.parse) }

  @Test(
    arguments: [
      ("東京都千代田区丸の内1丁目9番1号", 13, 13_101), ("千代田区丸の内1-9-1", 13, 13_101),
      ("北海道札幌市中央区北1条西2丁目", 1, 1_101), ("札幌市北区北十条西四丁目1-1", 1, 1_102),
      ("鹿児島県大島郡瀬戸内町古仁屋2-18-10", 46, 46_525), ("鹿児島県瀬戸内町古仁屋2-18-10", 46, 46_525),
      ("横浜市西区みなとみらい2-2-1", 14, 14_103), ("三重県津市丸之内1-1", 24, 24_201),
      ("奈良県大和郡山市北郡山町248", 29, 29_203), ("三重県四日市市諏訪町1-5", 24, 24_202),
      ("〒100-0005 東京都千代田区丸の内1-9-1", 13, 13_101), ("〒１００－０００５　東京都　千代田区丸の内１－９－１", 13, 13_101),
      ("1000005東京都千代田区丸の内1-9-1", 13, 13_101), ("静岡県浜松市浜北区沼1-1", 22, 22_136),
      ("東京都府中市宮西町2-24", 13, 13_206), ("広島県府中市府川町315", 34, 34_208),
      ("神奈川県茅ヶ崎市茅ヶ崎1-1-1", 14, 14_207), ("神奈川県茅ケ崎市茅ケ崎1-1-1", 14, 14_207),
      ("茨城県竜ヶ崎市寺後3571-2", 8, 8_208), ("長崎県諌早市東小路町7-1", 42, 42_204), ("塩釜市旭町1-1", 4, 4_203),
      ("北海道 札幌市　中央区 北1条西2丁目1", 1, 1_101), ("鹿児島県　大島郡　瀬戸内町古仁屋2-18", 46, 46_525),
    ] as [(String, UInt8, UInt16)])
  func places(text: String, prefecture: UInt8, municipality: UInt16) {
    let reading = read(text)
    #expect(reading?.prefecture == prefecture)
    #expect(reading?.municipality == municipality)
    #expect(reading?.length == text.utf8.count)
    #expect(reading?.hasBlock == true)
  }

  @Test func namesakesWithoutPrefecture() {
    #expect(read("府中市宮西町2-24")?.prefecture == 0)
    #expect(read("府中市宮西町2-24")?.municipality == 13_206)
  }

  /// Writings of one block agree.
  @Test(arguments: [
    "東京都千代田区丸の内一丁目二番三号", "東京都千代田区丸の内１丁目２番３号", "千代田区丸の内1-2-3", "千代田区丸の内１−２−３",
    "千代田区丸の内1丁目2-3", "千代田区丸の内1丁目2番地3", "千代田区丸の内1ー2ー3", "千代田区丸の内1の2の3",
    "千代田区丸の内1-2-3 ひかえビル5階", "千代田区丸の内1-2-3-405", "千代田区丸の内1-2-3メゾン丸の内405号室",
  ])
  func writingsOfOneBlock(text: String) {
    #expect(read(text)?.blockDigits == read("東京都千代田区丸の内1-2-3")?.blockDigits)
  }

  @Test(arguments: [
    "東京都千代田区丸の内1-2-4", "東京都千代田区丸の内1-23", "東京都千代田区丸の内12-3", "東京都千代田区丸の内3-2-1",
  ])
  func otherBlocks(text: String) {
    #expect(read(text)?.blockDigits != read("東京都千代田区丸の内1-2-3")?.blockDigits)
  }

  @Test func kanjiInNamesIsNoBlock() {
    #expect(read("東京都千代田区四番町")?.hasBlock == false)
    #expect(read("東京都港区六本木")?.hasBlock == false)
    #expect(read("東京都港区六本木6-10-1")?.blockDigits == read("東京都港区赤坂6-10-1")?.blockDigits)
    #expect(read("兵庫県西宮市苦楽園六番町11番11号")?.blockDigits == read("兵庫県西宮市苦楽園六番町11-11")?.blockDigits)
    #expect(read("北海道札幌市中央区北1条西2丁目3-4")?.blockDigits == read("北海道札幌市中央区北一条西二丁目3番4号")?.blockDigits)
  }

  @Test(arguments: ["", "山田太郎", "東京", "株式会社東京都", "1-2-3", "商品A 1-2-3", "高橋交差点", "営業部", "03-1234-5678"])
  func noAddress(text: String) {
    #expect(read(text) == nil)
  }

  @Test(arguments: [
    ("東京都港区芝公園4-2-8 東京タワー 電話03-1234-5678", "東京都港区芝公園4-2-8 東京タワー"),
    ("東京都港区芝公園4-2-8、山田", "東京都港区芝公園4-2-8"), ("東京都港区芝公園4-2-8  山田太郎", "東京都港区芝公園4-2-8"),
    ("港区芝公園4-2-8\n山田", "港区芝公園4-2-8"),
  ])
  func prefixInRunningText(text: String, address: String) {
    let reading = withCell(text, recogniser.parsePrefix)
    #expect(reading?.length == address.utf8.count)
  }

  @Test(arguments: [
    "94284 Natalie Shoal", "221B Baker Street", "1600 Pennsylvania Ave NW", "Musterstraße 12", "Herrmannweg 73/92",
    "61, chemin Valérie Colas", "rue Chauvin", "Calle Mayor 5", "Paseo de Reyes 56", "Via Roma 10", "서울특별시 송파구 강남대로 94",
    "上海市浦东新区世纪大道路100号", "12 Nguyễn đường Huệ",
  ])
  func foreign(text: String) {
    #expect(withCell(text, isForeignAddress))
  }

  @Test(arguments: [
    "", "Taro Yamada", "taro@example.com", "Excel 2019 Professional", "東京都千代田区丸の内1-2-3", "K0000001", "2024-06-01",
    "人間ドック", "Model X 100", "Green Tea 500ml", "山田 太郎",
  ])
  func notForeign(text: String) {
    #expect(!withCell(text, isForeignAddress))
  }

  /// Bytes cut anywhere or changed never trap.
  @Test(arguments: [21, 22] as [UInt64])
  func anyBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let address = Array("〒100-0005 北海道札幌市中央区北一条西二丁目3-4　メゾン405号室 電話".utf8)
    for _ in 0..<2_000 {
      var bytes = Array(address.prefix(Int.random(in: 0...address.count, using: &generator)))
      for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      bytes.withUnsafeBufferPointer { cell in
        if let reading = recogniser.parsePrefix(cell) { #expect(reading.length <= cell.count, "seed \(seed)") }
        _ = isForeignAddress(cell)
      }
    }
  }
}
