/// Words that passwords are made of everywhere and in Japan, written down for this project: what people type first when
/// they are told to choose one. Small letters and digits; runs along the keyboard need no entry.
enum CommonPasswords {
  /// The longest of them that stands at a place.
  static func longest(in text: [Character], at place: Int) -> [Character]? {
    let end = min(text.count, place + longestLength)
    guard place + shortestLength <= end else { return nil }
    for end in stride(from: end, through: place + shortestLength, by: -1) {
      let part = Array(text[place..<end])
      if words.contains(part) { return part }
    }
    return nil
  }

  static let words: Set<[Character]> = Set(text.split { $0.isWhitespace }.map { Array($0) })
  private static let longestLength = words.map(\.count).max() ?? 0
  private static let shortestLength = 3

  private static let text = """
    password passw0rd p@ssword p@ssw0rd pa55word passwd passphrase passcode password1 pass pwd secret himitsu hidden
    admin administrator administrateur root toor superuser sysadmin system server manager operator user users username
    guest test tester testing tests demo sample example default changeme change letmein welcome welcom3 login logon
    signin access account open opensesame sesame enter unlock master key keyword private public security secure safe
    computer internet network desktop laptop notebook office windows linux ubuntu android iphone apple google yahoo
    amazon facebook twitter instagram youtube line microsoft outlook excel word cisco oracle mysql postgres backup data
    database cloud router wifi printer copier scanner

    love lover iloveyou loveyou ilove loveme lovely baby babygirl honey sweet sweety darling princess prince queen king
    angel heart happy lucky smile sunshine summer winter spring autumn flower rose lily cherry orange banana lemon apple
    peach cookie chocolate candy sugar butter cheese coffee pizza monkey dragon tiger lion eagle falcon hunter wolf bear
    panda kitty kitten puppy doggy dog cat bird fish horse pony dolphin turtle rabbit bunny butterfly spider shadow ghost
    ninja samurai warrior knight killer hacker matrix starwars star stars superstar superman batman spiderman pokemon
    pikachu mario luigi sonic zelda naruto onepiece gundam doraemon totoro ghibli kitty hellokitty snoopy mickey minnie
    disney stitch winnie eevee football soccer baseball basketball tennis golf hockey swimming running dance dancer music
    guitar piano drums rock metal jazz michael jordan jessica jennifer michelle nicole daniel andrew matthew thomas
    robert charlie william david james george anthony joshua justin ashley amanda hannah samantha maggie buster harley
    ginger pepper ranger thunder lightning phoenix diamond silver golden crystal purple yellow black white green blue
    red pink freedom liberty forever whatever nothing something trustno1 fuckyou asshole bigdaddy money dollar business
    company corporate corporation january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter season year month hello hallo
    hola world helloworld goodbye goodmorning thanks thankyou please

    nippon nihon japan japanese tokyo toukyou osaka oosaka kyoto kyouto nagoya sapporo sendai yokohama kawasaki saitama
    chiba kobe koube fukuoka hiroshima okinawa hokkaido kyushu shikoku honshu nara kanazawa niigata shizuoka kumamoto
    kagoshima nagasaki matsuyama okayama fuji fujisan fujiyama shinjuku shibuya ginza akihabara ueno asakusa sakura
    sakurasaku hanami momiji tsubaki himawari ajisai sumire yuri hana hanabi haru natsu aki fuyu sora umi yama kawa mori
    hoshi tsuki taiyo taiyou hikari kaze yuki ame kumo niji inu neko usagi kuma tora ryu ryuu tori sakana kame kitsune
    tanuki ookami panda hime ouji tenshi akuma kami kamisama maou oni sushi ramen udon soba tempura onigiri miso mochi
    matcha ocha sake kirin asahi kokoro ai aishiteru daisuki suki kawaii kirei genki arigato arigatou ohayo ohayou
    konnichiwa konbanwa sayonara oyasumi yoroshiku otsukare otsukaresama gambare ganbare ganbaru banzai baka yume kibou
    yuuki egao shiawase heiwa kazoku tomodachi nakama sensei senpai kouhai gakko gakkou daigaku kaisha shain yakuba
    shiyakusho kencho kenpo kenko kenkou kenshin hoken hokenjo byouin kangoshi isha iryou yakkyoku kaigo jimusho
    jimukyoku somu soumu jinji keiri eigyou kanri kanrisha shokuin yakuin buchou kachou shachou toyota honda nissan
    suzuki mazda subaru yamaha kawai sony panasonic toshiba hitachi fujitsu nintendo canon nikon epson sharp docomo
    softbank rakuten ntt kddi tepco jal ana yakult hanshin tigers giants kyojin dragons swallows carp hawks lions
    eagles marines buffaloes fighters baystars yakyu yakyuu sumo judo kendo karate aikido sato satou suzuki takahashi
    tanaka watanabe ito itou yamamoto nakamura kobayashi kato katou yoshida yamada sasaki yamaguchi matsumoto inoue
    kimura hayashi saito saitou shimizu yamazaki mori abe ikeda hashimoto ishikawa ogawa maeda okada hasegawa fujita
    goto gotou kondo kondou murakami endo endou aoki sakamoto fukuda ota oota nishimura fujii okamoto nakajima matsuda
    taro tarou hanako jiro jirou ichiro ichirou saburo kenji kenta takashi hiroshi satoshi makoto akira daisuke daiki
    shota shouta takuya tatsuya naoki kazuya yusuke yuusuke yuta yuuta haruto yuto sota ren hinata yuna yui aoi rin
    akari miku mai megumi naomi yoko youko keiko kumiko yumiko mariko tomoko kazuko sachiko emi emiko mika rika erika
    ayumi ayaka asuka misaki nanami haruka reina hikaru tsubasa arashi exile akb48 perfume heisei reiwa showa shouwa
    taisho taishou meiji

    ぱすわーど パスワード ひみつ 秘密 暗証番号 あいうえお かきくけこ さくら 桜 ありがとう こんにちは おはよう よろしく だいすき 大好き
    日本 東京 大阪 京都 富士山 会社 病院 健診 健保 管理者 総務 人事 経理 営業 山田太郎 鈴木 佐藤 田中 高橋 渡辺 花子 太郎 平成 令和 昭和

    abc123 abcabc a1b2c3 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3 q1w2e3r4 q1w2e3r4t5 1qaz2wsx 1qaz2wsx3edc
    zaq12wsx zaq1xsw2 qazwsx qazwsxedc qwer1234 asdf1234 zxcv1234 qweasd qweasdzxc asdzxc 1a2s3d 1a2s3d4f 123qwe 123abc
    qwe123 asd123 aaa111 abcd1234 abcdefg a123456 aa123456 111222 112233 121212 123123 123321 131313 147258 159357
    159753 147852 246810 321321 456456 654321 666666 741852 789456 987654 0000 1111 3939 4649 5963 0840 1192 2525 8888
    """
}
