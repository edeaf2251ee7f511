import Testing

@testable import PersonalData

@Suite("Titles in Latin letters, Chinese and Korean")
struct LatinTitleTests {
  @Test(arguments: [
    ("Geb.-Datum", ColumnRole.birthDate), ("geb. am", .birthDate), ("Geburtsname", .formerFamilyName),
    ("Straße", .address),
    ("Straße + Nr.", .address), ("PLZ", .postalCode), ("Pers.-Nr.", .employeeNumber), ("Name, Vorname", .name),
    ("Krankenkasse", .insurer), ("Steuer-ID", .taxNumber), ("Né(e) le", .birthDate),
    ("N° Sécurité sociale", .nationalNumber),
    ("Tél. portable", .phone), ("Médecin traitant", .handler), ("Nom de naissance", .formerFamilyName),
    ("Courriel", .email),
    ("Cognome e Nome", .name), ("Codice Fiscale", .nationalNumber), ("Matricola", .employeeNumber),
    ("Residenza", .address),
    ("Fecha de nacimiento", .birthDate), ("Apellidos", .familyName), ("Correo electrónico", .email),
    ("Voorletters", .givenName), ("Tussenvoegsel", .otherName), ("Achternaam", .familyName), ("Geb.datum", .birthDate),
    ("Woonplaats", .addressPart), ("Nazwisko", .familyName), ("Imię", .givenName), ("Imię i nazwisko", .name),
    ("PESEL", .nationalNumber), ("Nr telefonu", .phone), ("Kod pocztowy", .postalCode),
    ("Data de nascimento", .birthDate),
    ("CEP", .postalCode), ("Nome completo", .name), ("Födelsedatum", .birthDate), ("Fødselsdato", .birthDate),
    ("Sukunimi", .familyName), ("Příjmení", .familyName), ("Születési dátum", .birthDate), ("Nume și prenume", .name),
    ("Họ và tên", .name), ("Ngày sinh", .birthDate), ("Số điện thoại", .phone), ("Giới tính", .sex),
    ("Hộ chiếu", .passport),
    ("Nama Lengkap", .name), ("Tgl. Lahir", .birthDate), ("No. HP", .phone), ("Alamat", .address),
    ("Agama", .otherSensitive),
    ("D.O.B", .birthDate), ("Emp #", .employeeNumber), ("Routing #", .bankAccount), ("Middle Name(s)", .otherName),
    ("Known as", .otherName), ("NHS Number", .insuranceNumber), ("Home Tel", .phone), ("E-mail 1 - Value", .email),
    ("E-mail 1 - Type", .other), ("Phone 2 - Label", .other), ("MobilePhone", .phone), ("Date of\nBirth", .birthDate),
    ("出生日期", .birthDate), ("身份证号", .nationalNumber), ("手机号码", .phone), ("家庭住址", .address), ("銀行帳號", .bankAccount),
    ("身分證字號", .nationalNumber), ("성명", .name), ("주민등록번호", .nationalNumber), ("휴대폰", .phone), ("우편번호", .postalCode),
    ("旧姓", .formerFamilyName), ("ビジネスネーム：姓", .otherName), ("乗務員名", .name),
  ])
  func role(title: String, role: ColumnRole) { #expect(HeaderVocabulary.read(title)?.role == role, "\(title)") }

  @Test(arguments: [
    ("Next of Kin", ColumnRole.name, PersonGroup.Relation.emergencyContact), ("NOK Phone", .phone, .emergencyContact),
    ("Emergency Contact Name", .name, .emergencyContact), ("Father's Name", .name, .father),
    ("Nome da mãe", .name, .mother),
    ("Name der Mutter", .name, .mother), ("Billing Name", .name, .buyer), ("Shipping Phone", .phone, .receiver),
    ("Policyholder DOB", .birthDate, .policyHolder), ("Spouse Name", .name, .spouse),
    ("Nom du conjoint", .name, .spouse),
    ("Tên người nhận", .name, .receiver), ("Nama Ibu", .name, .mother), ("紧急联系人", .name, .emergencyContact),
    ("紧急联系电话", .phone, .emergencyContact), ("家長姓名", .name, .guardian), ("수취인명", .name, .receiver),
    ("구매자연락처", .phone, .buyer), ("緊急連絡先電話番号", .phone, .emergencyContact), ("お届け先名", .name, .receiver),
    ("ご依頼主住所", .address, .sender), ("連帯保証人氏名", .name, .guarantor), ("契約者名", .name, .policyHolder),
    ("母携帯", .phone, .mother),
  ])
  func whose(title: String, role: ColumnRole, relation: PersonGroup.Relation) {
    let reading = HeaderVocabulary.read(title)
    #expect(reading?.role == role && reading?.group.relation == relation, "\(title): \(String(describing: reading))")
  }

  /// Names and sentences in the cells of a list are no titles, nor are words that only look like some.
  @Test(arguments: [
    "Mae", "Anna Marie Bergmann", "The delivery was late again", "Rue", "Von Hess", "Mobile Bay Seafood",
    "Mail order catalogue",
    "Contact lens", "Born to run", "Mr. Street",
  ])
  func nothing(title: String) {
    let reading = HeaderVocabulary.read(title)
    #expect(reading == nil || title == "Rue" && reading?.role == .address, "\(title): \(String(describing: reading))")
  }

  private static let people = [
    ("Bergmann", "Anna"), ("Lindqvist", "Karin"), ("Moreau", "Julien"), ("Kowalczyk", "Piotr"), ("Fontana", "Giulia"),
  ]

  /// `Nom` beside `Prénom` is the family name; birth names and family doctors by surname are no further rows.
  @Test func namesInParts() {
    let rows = Self.people.enumerated().map { index, name in
      "Mme|\(name.0.uppercased())|\(index == 1 ? "DUPONT" : "")|\(name.1)|0\(index + 1)/03/1964|0\(index + 1) 33 50 02 89"
    }
    let read = RowsRead("Civilité|Nom|Nom de naissance|Prénom|Né(e) le|Tél. portable\n" + rows.joined(separator: "\n"))
    #expect(read.people == 5)
    #expect(read.roles == [.sex, .familyName, .formerFamilyName, .givenName, .birthDate, .phone])
  }

  @Test func initialsWithPrefixes() {
    let rows = Self.people.enumerated().map { index, name in
      "\(7000 + index)|\(name.1.prefix(1)).J.|\(index == 2 ? "van den" : "")|\(name.0)|V|21-05-196\(index)"
    }
    let read = RowsRead("Lidnr|Voorletters|Tussenvoegsel|Achternaam|M/V|Geb.datum\n" + rows.joined(separator: "\n"))
    #expect(read.people == 5)
    #expect(read.fields == [.name, .sex, .birthDate])
  }

  /// One person in every order of the words, in columns of its own and with a courtesy title.
  @Test(arguments: ["Anna Bergmann", "Bergmann, Anna", "BERGMANN Anna", "Frau Anna Bergmann", "Dr. Anna BERGMANN"])
  func orderOfTheWords(name: String) {
    let read = RowsRead("Name|Geburtsdatum\n\(name)|22.04.1987\nAnna Bergmann|22.04.1987\nKarin Lindqvist|01.02.1990")
    #expect(read.people == 2)
  }

  @Test func firmsInTheColumnOfFamilyNames() {
    let rows = Self.people.enumerated().map { "Frau|\($1.1)|\($1.0)|28.12.195\($0)|0160 003021\($0)" }
    let read = RowsRead(
      "Anrede|Vorname|Nachname|Geburtsdatum|Telefon\n" + rows.joined(separator: "\n")
        + "\nFirma||Sanitär Huber GmbH||030 1234567")
    #expect(read.people == 5)
  }

  /// The courtesy title says it where the name does not; a firm with somebody's name beside it is that person.
  @Test(arguments: ["Autohaus Huber GmbH & Co. KG", "Stadtwerke Lindental", "Huber & Lang OHG"])
  func firmsByTheirCourtesyTitle(firm: String) {
    let rows = Self.people.enumerated().map { "Frau|\($1.1)|\($1.0)|28.12.195\($0)|0160 003021\($0)" }
    let read = RowsRead(
      "Anrede|Vorname|Nachname|Geburtsdatum|Telefon\n" + rows.joined(separator: "\n")
        + "\nFirma||\(firm)||030 1234567\nFirma|Jutta|Bergmann||030 1234568")
    #expect(read.people == 6)
  }

  /// How many bear a name is nobody's.
  @Test func statisticsOfNames() {
    let read = RowsRead("Rank|Name|Count\n1|Olivia|2419\n2|Amelia|1742\n3|Isla|3127\n4|Ava|1136")
    #expect(read.people == 0)
  }

  @Test func resultsOfARace() {
    let rows = Self.people.enumerated().map { "\($0 + 1)|\($1.1) \($1.0.uppercased())|Harriers|SM40|18:1\($0)" }
    #expect(
      RowsRead("Pos|Runner|Club|Cat|Chip Time\n" + rows.joined(separator: "\n") + "\n6|Unknown|Harriers|SM40|20:01")
        .people
        == 5)
  }
}
