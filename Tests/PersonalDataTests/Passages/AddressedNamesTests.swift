import JapaneseText
import Testing

@testable import PersonalData

/// Address lists without titles in running text.
@Suite struct AddressedNamesTests {
  private static func names(_ passage: String) -> Int {
    guard let today = CivilDate(year: 2025, month: 3, day: 15) else { return -1 }
    return PassageRecogniser(asOf: today).recognise(passage).people.count
  }

  @Test(arguments: [
    "山田　太郎　100-0001　東京都千代田区千代田1-1-1\n佐々木　花子　530-0001　大阪府大阪市北区梅田2-2-2\n"
      + "渡辺　三郎　460-0001　愛知県名古屋市中区三の丸3-3-3\n",
    "名簿を送ります。\n\n山田 太郎 〒100-0001 東京都千代田区千代田1-1-1\n鈴木 花子 〒530-0001 大阪府大阪市北区梅田2-2-2\n"
      + "渡辺 三郎 〒460-0001 愛知県名古屋市中区三の丸3-3-3\n以上\n",
    "山田太郎（100-0001）東京都千代田区千代田1-1-1\n鈴木花子（530-0001）大阪府大阪市北区梅田2-2-2\n"
      + "渡辺三郎（460-0001）愛知県名古屋市中区三の丸3-3-3\n",
  ]) func linesOfNamesAndAddressesArePeople(passage: String) { #expect(Self.names(passage) == 3) }

  @Test(arguments: [
    // Companies, shops and offices have addresses as well.
    "青葉商事株式会社　100-0001　東京都千代田区千代田1-1-1\n株式会社みどり　530-0001　大阪府大阪市北区梅田2-2-2\n"
      + "若葉印刷有限会社　460-0001　愛知県名古屋市中区三の丸3-3-3\n",
    "千代田支店　100-0001　東京都千代田区千代田1-1-1\n梅田支店　530-0001　大阪府大阪市北区梅田2-2-2\n"
      + "名古屋支店　460-0001　愛知県名古屋市中区三の丸3-3-3\n",
    "千代田保健所 100-0001 東京都千代田区千代田1-1-1\n中央図書館 530-0001 大阪府大阪市北区梅田2-2-2\n"
      + "市民病院 460-0001 愛知県名古屋市中区三の丸3-3-3\n",
  ]) func linesOfPlacesAreNot(passage: String) { #expect(Self.names(passage) == 0) }
}
