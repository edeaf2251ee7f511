/// What a column is a title of, in the languages of Europe, the Americas, Vietnam and Indonesia. Plain letters (`ł` is `l`,
/// `ß` is `s` or `ss`), one blank between words, abbreviations as offices write them.
extension LatinTitle {
  static let roleWords: [(ColumnRole, HeaderReading.Strength, String)] = names + persons + contacts + numbers + others

  private static let names: [(ColumnRole, HeaderReading.Strength, String)] = [
    (
      .name, .strong,
      """
      full name|name in full|name surname|surname name|first and last name|legal name|complete name
      nombre completo|nombre y apellidos|nombre y apellido|apellidos y nombre|apellidos nombre|apellido y nombre|\
      apellidos y nombres|nombres y apellidos|nombre apellidos
      nom complet|nom et prenom|nom et prenoms|nom prenom|nom prenoms|nom et prenom s|prenom nom|prenom et nom|noms et prenoms
      nome completo|nome e cognome|cognome e nome|cognome nome|nome cognome|nominativo|nome e sobrenome|nome do titular
      vor und nachname|vor und zuname|vor u nachname|name vorname|nachname vorname|vorname nachname|vorname name|\
      familienname vorname|name und vorname|zuname vorname|vollstandiger name|volledige naam|voor en achternaam|naam voornaam
      imie i nazwisko|nazwisko i imie|imiona i nazwisko|nazwisko i imiona|nazwisko imie|imie nazwisko
      for och efternamn|fornamn och efternamn|fornavn og etternavn|for og etternavn|for og efternavn|fornavn og efternavn|\
      fulde navn|fullt navn|fullstandigt namn|koko nimi|etu ja sukunimi|sukunimi ja etunimi|sukunimi etunimi
      jmeno a prijmeni|prijmeni a jmeno|prijmeni jmeno|meno a priezvisko|priezvisko a meno|teljes nev|ime i prezime|\
      ime in priimek|nume si prenume|numele si prenumele|nume prenume|nume complet|adi soyadi|ad soyad
      ho va ten|ho ten|ho ten day du|nama lengkap|nama pegawai|nama karyawan|nama siswa|nama pasien|nama peserta
      """
    ),
    (
      .name, .weak,
      "name|names|ten|famille|familie|familia|familje|naam|nom|nome|nombre|nombres|namn|navn|nimi|jmeno|meno|nev|neve|nume|numele|nama|jmena"
    ),
    (
      .familyName, .strong,
      """
      surname|last name|family name|nachname|zuname|familienname|nom de famille|apellido|apellidos|primer apellido|\
      apellido paterno|cognome|sobrenome|apelido|apelidos|ultimo nome|achternaam|familienaam|nazwisko|efternamn|etternavn|\
      efternavn|sukunimi|prijmeni|priezvisko|priimek|prezime|vezeteknev|csaladi nev|csaladnev|nume de familie|nume familie|\
      soyadi|soyad|nama belakang|nama keluarga|nama marga|last
      """
    ),
    (
      .givenName, .strong,
      """
      first name|given name|given names|forename|forenames|christian name|vorname|vornamen|prenom|prenoms|nombre de pila|\
      primer nombre|primeiro nome|nome proprio|voornaam|voornamen|voorletters|voorletter|initialen|imie|imiona|fornamn|\
      fornavn|tilltalsnamn|etunimi|etunimet|krestni jmeno|keresztnev|utonev|prenume|prenumele|nama depan|ime|first
      """
    ),
    (
      .formerFamilyName, .strong,
      """
      maiden name|birth name|name at birth|former name|previous name|previous surname|former surname|nee|nom de naissance|\
      nom de jeune fille|nom patronymique|geburtsname|geb name|madchenname|apellido de soltera|cognome da nubile|\
      nome de solteira|meisjesnaam|geboortenaam|nazwisko panienskie|nazwisko rodowe|flicknamn|pikenavn|rodne prijmeni|\
      rodne priezvisko|leanykori nev|szuletesi nev|nume de fata|numele de fata|tyttonimi|fruherer name
      """
    ),
    (.kana, .strong, "yomi name|name yomi|phonetic name|name phonetic|furigana name"),
    (.kanaFamily, .strong, "family name yomi|last name yomi|phonetic last name|last name phonetic|surname yomi"),
    (.kanaGiven, .strong, "given name yomi|first name yomi|phonetic first name|first name phonetic"),
    (
      .otherName, .strong,
      """
      middle name|middle names|middle name s|middle initial|middle|tussenvoegsel|tussenvoegsels|voorvoegsel|voorvoegsels|\
      nickname|known as|preferred name|preferred first name|alias|display name|file as|segundo nombre|segundo apellido|\
      apellido materno|drugie imie|second name|name prefix|name suffix|suffix|namenszusatz|namenszusatze|rufname|spitzname|\
      surnom|apodo|soprannome|apelido social|nome social|roepnaam|initials|init|generation|also known as|aka|stage name
      """
    ),
  ]

  private static let persons: [(ColumnRole, HeaderReading.Strength, String)] = [
    (
      .birthDate, .strong,
      """
      date of birth|birth date|birthdate|date birth|birthday|dob|d o b|born|born on
      geburtsdatum|geb datum|geb dat|gebdat|gebdatum|geboren|geboren am|geb am|geburtstag|geboortedatum|geboren op|\
      geboortedag|date de naissance|date naissance|date de nais|date nais|ne le|nee le|ne e le|ne nee le|naissance
      fecha de nacimiento|fecha nacimiento|f nacimiento|f de nacimiento|fecha nac|fecha de nac|f nac|fec nac|fec nacimiento|\
      nacimiento|data di nascita|data nascita|nato il|nata il|nato a il|data de nascimento|data nascimento|data nasc|\
      data de nasc|dt nasc|dt nascimento|nascimento|nasc
      data urodzenia|data ur|urodzony|ur dnia|fodelsedatum|fodelsedag|fodd|fodselsdato|fodselsdag|fodt|syntymaaika|\
      syntymapaiva|synt aika|datum narozeni|dat nar|dat narozeni|narozen|narozeni|datum narodenia|datum rodenja|\
      szuletesi datum|szuletesi ido|szul ido|szul datum|data nasterii|data nastere|data de nastere|dogum tarihi
      ngay sinh|ngay thang nam sinh|ngay thang nam sinh|tanggal lahir|tgl lahir|tempat tanggal lahir|tempat tgl lahir|ttl
      """
    ),
    (
      .birthYear, .strong,
      "year of birth|birth year|jahrgang|geburtsjahr|annee de naissance|rok urodzenia|nam sinh|geboortejaar"
    ),
    (
      .other, .strong,
      """
      place of birth|lieu de naissance|luogo di nascita|geburtsort|lugar de nacimiento|local de nascimento|naturalidade|\
      geboorteplaats|miejsce urodzenia|misto narozeni|szuletesi hely|locul nasterii|noi sinh|que quan|nguyen quan|tempat lahir
      """
    ),
    (
      .age, .strong,
      "age|alter|edad|eta|idade|leeftijd|wiek|alder|vek|eletkor|varsta|tuoi|umur|usia|age at last birthday"
    ),
    (
      .sex, .strong,
      """
      sex|gender|geschlecht|sexe|sexo|sesso|genere|genero|geslacht|plec|kjonn|sukupuoli|pohlavi|pohlavie|spol|neme|gioi tinh|\
      jenis kelamin|anrede|civilite|aanhef|salutation anrede|tratamiento|cinsiyet
      """
    ),
    (
      .otherSensitive, .strong,
      """
      religion|konfession|religione|religiao|agama|ton giao|dan toc|ethnicity|ethnic group|race|schwerbehinderung|\
      schwerbehindert|behinderung|grad der behinderung|gdb|discapacidad|allergien|allergies|alergias|allergie|allergia|alergie|\
      diagnose|diagnosen|diagnostic|diagnostico|diagnosi|diagnoza|dx|dx desc|dx code|dx description|icd|icd code|krankheiten|\
      accessibility requirements|accessibility needs|accessibility|special needs|medical conditions|medical condition|\
      medical notes|medical needs|disability|disabilities|blood group|blood type|caste|gewerkschaft|trade union|krankheit|\
      pathologie|antecedents|maladie|enfermedad|malattia|doenca|choroba|medicatie|medication|medikamente|vaccination|impfung
      """
    ),
  ]

  private static let contacts: [(ColumnRole, HeaderReading.Strength, String)] = [
    (
      .postalCode, .strong,
      """
      plz|postleitzahl|code postal|codepostal|codigo postal|cod postal|c p|codice postale|c a p|cep|postcode|post code|\
      postal code|zip|zip code|zipcode|zip postal code|postal|kod pocztowy|postnummer|postnr|post nr|postinumero|psc|\
      iranyitoszam|irsz|ma buu dien|ma buu chinh|kode pos|pin code|pincode|eircode
      """
    ),
    (
      .address, .strong,
      """
      address|addr|home address|street|street address|street name|address line|residence|residential address
      adresse|anschrift|wohnanschrift|wohnadresse|strasse|strase|strasse hausnummer|strasse hausnr|strase hausnummer|\
      adresse postale|adres postale|rue|voie|direccion|domicilio|calle|indirizzo|residenza|endereco|morada|rua|logradouro|\
      adres|adres zamieszkania|ulica|straat|straat huisnummer|straatnaam|woonadres|adress|gatuadress|bostadsadress|\
      gateadresse|bopael|bosted|osoite|katuosoite|lahiosoite|kotiosoite|bydliste|trvale bydliste|adresa|adresa bydliste|ulice|\
      lakcim|lakhely|cime|utca hazszam|dia chi|dia chi thuong tru|noi o|noi cu tru|ho khau|alamat|alamat rumah|adres domowy|\
      domiciliu|domiciliul|resid
      """
    ),
    (
      .addressPart, .strong,
      """
      city|town|state|province|county|house number|hausnummer|hausnr|haus nr|suburb|district|apartment|city state
      wohnort|stadt|ville|commune|ciudad|localidad|poblacion|municipio|provincia|citta|comune|localita|cidade|bairro|\
      localidade|complemento|concelho|freguesia|plaats|woonplaats|huisnummer|huisnr|gemeente|miejscowosc|miasto|postort|\
      poststed|kaupunki|postitoimipaikka|paikkakunta|mesto|obec|telepules|helyseg|varos|localitate|oras|judet|quan huyen|\
      tinh thanh pho|thanh pho|phuong xa|kota|kabupaten|provinsi|kecamatan|kelurahan|estado provincia|zusatz|adresszusatz
      """
    ),
    (
      .phone, .strong,
      """
      tel|telef|mob|phone|phone no|phone number|telephone|telephone no|telephone number|tel no|mobile|mobile no|mobile number|mobile phone|\
      cell phone|cell no|cellphone|contact no|contact nos|contact number|contact tel|contact phone|landline|whatsapp|ph no|fax
      telefon|telefonnummer|telefonnr|telefon nr|tel nr|handy|handynummer|handynr|mobil|mobilnummer|mobiltelefon|mobilnr|\
      rufnummer|festnetz|tel portable|telephone portable|telephone fixe|telephone mobile|portable|tel fixe|tel mobile|\
      numero de telephone|n de telephone|n de tel|n telephone|gsm|gsm nr
      telefono|telefono movil|telefono fijo|telefono cellulare|movil|celular|tfno|telf|tel movil|cellulare|cell|recapito|\
      recapito telefonico|telefone|telemovel|tlm|contacto telefonico|tel celular|telefone celular|numero de telefono
      telefoon|telefoonnummer|telefoonnr|mobiel|mobiele nummer|mobiel nummer|nr telefonu|numer telefonu|telefon komorkowy|\
      komorka|tel kom|nr tel|kom|mobilni telefon|telefonni cislo|telefonszam|telefoninumero|puhelin|puhelinnumero|\
      matkapuhelin|numar telefon|numar de telefon|telefon mobil|tlf|tlf nr|telefonas|mobilen
      dien thoai|so dien thoai|dien thoai di dong|sdt|so dt|di dong|no hp|no telp|no telepon|no handphone|telepon|telp|\
      nomor hp|nomor telepon|handphone|no telp hp|no wa
      """
    ),
    (
      .email, .strong,
      """
      e mail|email|mail|mail address|email address|e mail address|mail adresse|mailadresse|e mail adresse|courriel|\
      adresse electronique|adresse mail|correo|correo electronico|posta elettronica|indirizzo email|indirizzo e mail|\
      correio eletronico|e post|epost|e postadress|e posti|sahkoposti|sahkopostiosoite|e mailova adresa|adres e mail|\
      adres email|emailadres|e mailadres|mailadres|thu dien tu|surel|alamat email|pec|e mail cim|emailcim
      """
    ),
  ]

  private static let numbers: [(ColumnRole, HeaderReading.Strength, String)] = [
    (
      .nationalNumber, .strong,
      """
      ssn|social security number|social security no|social security|ni number|ni no|nino|national insurance number|\
      national insurance no|national id|identity number|identity card no|identity no|id card no|id card number|nric|ic no|\
      pesel|codice fiscale|cod fiscale|c f|dni|d n i|nie|nif|dni nie|dni nif|documento identidad|documento de identidad|cpf|rg|\
      bsn|burgerservicenummer|personnummer|fodselsnummer|cpr|cpr nummer|cpr nr|hetu|henkilotunnus|rodne cislo|cnp|\
      szemelyi szam|cmnd|cccd|so cmnd|so cccd|so cmnd cccd|cmnd cccd|so can cuoc|can cuoc cong dan|nik|no ktp|ktp|aadhaar|\
      aadhar|aadhaar no|aadhar no|curp|nir|n securite sociale|n de securite sociale|numero de securite sociale|\
      numero securite sociale|n secu|n ss|num secu|no securite sociale|cedula|personalausweisnummer|ausweisnummer|emirates id
      """
    ),
    (
      .insuranceNumber, .strong,
      """
      nhs number|nhs no|policy|policy no|policy number|versichertennummer|versicherungsnummer|versicherten nr|sv nummer|sv nr|\
      svnr|sozialversicherungsnummer|rentenversicherungsnummer|rv nummer|versicherungsschein|versicherungsscheinnummer|\
      numero de poliza|n poliza|n de poliza|poliza|polizza|n polizza|numero polizza|apolice|n apolice|polisnummer|nr polisy|\
      n de police|numero de police|health card no|medicare no|medicare number|n adherent|n assure|n seguridad social|\
      numero seguridad social|nss|health insurance number|bhyt|so bhyt|no bpjs|nr ubezpieczenia|forsakringsnummer
      """
    ),
    (
      .insurer, .strong,
      """
      krankenkasse|krankenversicherung|versicherer|mutuelle|aseguradora|assicurazione|zorgverzekeraar|verzekeraar|seguradora|\
      ubezpieczyciel|insurance provider|insurance company|insurer|health insurance|zdravotni pojistovna|forsakringsbolag
      """
    ),
    (
      .employeeNumber, .strong,
      """
      personalnummer|personalnr|personal nr|pers nr|persnr|mitarbeiternummer|mitarbeiter nr|ma nr|matricule|n matricule|\
      matricola|n matricola|matricula|n matricula|n empleado|n de empleado|numero de empleado|numero empleado|n funcionario|\
      nr pracownika|numer pracownika|nr ewidencyjny|personeelsnummer|personeelsnr|anstallningsnummer|ansattnr|ansattnummer|\
      medarbejdernr|osobni cislo|torzsszam|marca|ma nv|ma nhan vien|msnv|ma so nhan vien|nip|nomor induk|\
      nomor induk karyawan|nis|nisn|emp no|emp id|emp|employee no|employee id|employee number|staff no|staff number|staff id|\
      payroll no|payroll number|roll no|adm no|admission no|admission number|student no|student number|matrikelnummer|mssv
      """
    ),
    (
      .bankAccount, .strong,
      """
      kontonummer|kontonr|konto nr|bankverbindung|blz|bankleitzahl|rib|compte bancaire|n compte|n de compte|cuenta bancaria|\
      n cuenta|n de cuenta|numero de cuenta|cuenta|conto corrente|n conto|conta corrente|n conta|conta|agencia|banco|\
      rekening|rekeningnummer|bankrekening|bankrekeningnummer|nr konta|numer konta|nr konta bankowego|nr rachunku|\
      rachunek bankowy|bankkonto|tilinumero|cislo uctu|bankszamlaszam|szamlaszam|cont bancar|so tai khoan|stk|ngan hang|\
      no rekening|bank account|account no|account number|routing no|routing number|bank name|sort code|ifsc|ifsc code|konto
      """
    ),
    (.iban, .strong, "iban|iban code|iban nr|kod iban|cont iban"),
    (
      .taxNumber, .strong,
      """
      steuer id|steuerid|steueridentifikationsnummer|idnr|steuernummer|steuer nr|tax id|tax no|tax number|partita iva|p iva|\
      piva|nip podatnika|npwp|ma so thue|mst|vat no|vat number|tin|ust id nr|ust id|numero fiscal
      """
    ),
    (
      .passport, .strong,
      """
      passport|passport no|passport number|reisepass|reisepassnummer|passnummer|pass nr|passeport|n passeport|n de passeport|\
      pasaporte|passaporto|n passaporto|passaporte|paspoort|paspoortnummer|paszport|nr paszportu|cestovni pas|cislo pasu|\
      utlevel|utlevelszam|pasaport|ho chieu|so ho chieu|paspor|no paspor|passi
      """
    ),
    (
      .driversLicense, .strong,
      """
      fuhrerschein|fuhrerscheinnummer|fuhrerschein nr|permis de conduire|n permis|permiso de conducir|carnet de conducir|\
      patente di guida|carta de conducao|cnh|rijbewijs|rijbewijsnummer|prawo jazdy|nr prawa jazdy|korkort|korkortsnummer|\
      kjorekort|forerkort|driving licence|driving licence no|driving license|driver licence|driver license|driver license no|\
      driver s license|driver s license no|drivers license no|dl no|dl number|giay phep lai xe|gplx
      """
    ),
  ]

  private static let others: [(ColumnRole, HeaderReading.Strength, String)] = [
    (
      .employer, .strong,
      """
      company|company name|employer|organisation|organization|account name|organisation name|organization name|firm
      firma|arbeitgeber|unternehmen|betrieb|entreprise|societe|employeur|raison sociale|empresa|azienda|ditta|societa|\
      ragione sociale|datore di lavoro|bedrijf|bedrijfsnaam|werkgever|pracodawca|nazwa firmy|foretag|arbetsgivare|bedrift|\
      arbeidsgiver|virksomhed|arbejdsgiver|yritys|tyonantaja|zamestnavatel|munkaltato|cegnev|companie|angajator|cong ty|\
      perusahaan|nama perusahaan|instansi
      """
    ),
    (
      .department, .strong,
      """
      department|dept|division|job title|job|position|title|prof title|organization title|organisation title|grade|class|team|\
      club|form|year group|abteilung|funktion|beruf|titel|klasse|verein|mannschaft|fonction|poste|departement|classe|equipe|\
      departamento|puesto|cargo|clase|equipo|reparto|qualifica|mansione|squadra|setor|turma|afdeling|functie|klas|ploeg|\
      dzial|stanowisko|klasa|druzyna|avdelning|befattning|avdeling|stilling|osasto|tehtava|oddeleni|pozice|osztaly|beosztas|\
      departament|functie|phong ban|bo phan|chuc vu|lop|bagian|jabatan|divisi|kelas|unit kerja|categorie|cat
      """
    ),
    (
      .handler, .weak,
      """
      vermittler|vermittlerin|hausverwalter|sachbearbeiter|sachbearbeiterin|betreuer|betreuerin|arzt|hausarzt|arztin|behandelnder arzt|medecin|medecin traitant|\
      praticien|medico|medico curante|medico di base|medico de cabecera|huisarts|behandelaar|lekarz|lekarz prowadzacy|lakare|\
      lege|fastlege|laakari|lekar|orvos|haziorvos|bac si|dokter|doctor|physician|gp|general practitioner|attending|\
      attending physician|attending doctor|consultant|registered gp|gp name|teacher|class teacher|form tutor|form teacher|\
      homeroom teacher|lehrer|klassenlehrer|klassenlehrerin|lehrkraft|enseignant|professeur|professeur principal|maestro|\
      docente|insegnante|leraar|mentor|leerkracht|nauczyciel|wychowawca|larare|opettaja|ucitel|giao vien|giao vien chu nhiem|\
      wali kelas|vendeur|vendedor|verkaufer|venditore|verkoper|sprzedawca|sales rep|salesperson|sales person|salesman|\
      account manager|account owner|contact owner|lead owner|sales representative|insurance agent|agent name|broker|makler|\
      courtier|corredor|supervisor|line manager|reporting manager|manager|reports to|vorgesetzter|vorgesetzte|case manager|\
      case worker|caseworker|social worker|key worker|coach|trainer|instructor|referrer|referred by|referring physician|\
      interviewer|nurse|midwife|hebamme|checked by|therapist|dentist|lawyer|attorney|kundenberater|berater|gestionnaire
      """
    ),
    (
      .thing, .strong,
      """
      autor|auteur|autore|author|authors|artist|director|interprete|composer|produkt|artikel|artikelnummer|artikelbezeichnung|bezeichnung|produit|article|designation|libelle|producto|articulo|\
      descripcion|prodotto|articolo|descrizione|produto|descricao|product|product name|lineitem name|line item name|item|\
      item name|vendor|brand|towar|nazwa towaru|tuote|vare|vara|zbozi|termek|produs|san pham|ten san pham|ten hang|produk|\
      nama barang|nama produk|marke|marque|modele|modell
      """
    ),
    (
      .remarks, .strong,
      """
      remark|remarks|comment|comments|notes|bemerkung|bemerkungen|notiz|notizen|anmerkung|anmerkungen|kommentar|remarque|\
      remarques|commentaire|commentaires|observation|observations|observacion|observaciones|notas|comentarios|note|\
      osservazioni|annotazioni|observacoes|obs|opmerking|opmerkingen|uwagi|anmarkning|anmarkningar|merknad|merknader|\
      bemaerkning|bemaerkninger|huomautus|huomautuksia|poznamka|poznamky|megjegyzes|observatii|ghi chu|keterangan|catatan
      """
    ),
    (
      .appointment, .strong,
      """
      appointment|appointment date|appt|visit date|visit dt|date of visit|termin|rendez vous|rdv|date rdv|date de rdv|cita|\
      fecha cita|fecha de la cita|appuntamento|data appuntamento|consulta|afspraak|wizyta|data wizyty|check in|check out|\
      arrival date|departure date|vastaanottoaika|ngay kham
      """
    ),
    (
      .other, .strong,
      """
      subj|subject id|subj id|vertragsnr|vertragsnummer|vertrags nr|lp|l p|lfd nr|lfd|pos|stt|datum|date|fecha|data|dato|dag|betrag|montant|importe|importo|valor|bedrag|kwota|summe|total|\
      preis|prix|precio|prezzo|preco|gehalt|salaire|salario|stipendio|loon|lohn|brutto|netto|kundennummer|kdnr|kd nr|\
      kunden nr|kunde seit|mitgliedsnummer|mitglieds nr|lidnr|lid nr|lidnummer|n client|n cliente|n socio|eintritt|beitrag|\
      hire date|start date|eintrittsdatum|austritt|austrittsdatum|date d entree|date d embauche|data assunzione|\
      fecha de alta|fecha alta|data de admissao|data admissao|data zatrudnienia|country|land|pays|pais|paese|\
      kraj|maa|nazione|nazionalita|nationality|citizenship|nacionalidad|nacionalidade|nationalite|staatsangehorigkeit|\
      nationaliteit|obywatelstwo|relationship|relation|verwandtschaft|parentesco|lien de parente|nok relationship|kinship|\
      photo|labels|groups|website|score|rank|time|zeit|price|amount|qty|quantity|gross|net|steuerklasse|\
      order no|order number|order date|order id|created|updated|tempo|temps|tiempo|hubungan|quan he|machtiging|ssnlast
      """
    ),
  ]

  /// Words that mean something only where nothing else stands in the title: `St`, `By`, `Ho`.
  static let wholeTitles: [(ColumnRole, HeaderReading.Strength, String)] = [
    (.addressPart, .strong, "ort|stad|prov|uf|apt|st|by|st dist"),
    (.address, .strong, "str|str nr|strasse nr|strase nr|straat nr|gata|gade|cim|via|utca|domicile|straat no"),
    (.postalCode, .weak, "cap|cp|kod|pin|pc"),
    (.phone, .strong, "tel|tele|tlf|tfn|puh|hp|dt|ph|cell|movil|kontakt tel"),
    (.birthDate, .strong, "geb|ur|fodt|nar|nasc|geb d"),
    (.familyName, .strong, "ln|ho|ho dem|naz|nachn"),
    (.familyName, .weak, "family|achtern"),
    (.givenName, .strong, "fn|vorn|voorl|given"),
    (.name, .weak, "ten|nominal|pax|pax name|naam lid"),
    (.otherName, .strong, "mi|m i|tv|ten dem"),
    (.sex, .strong, "m v|m f|f m|m w|w m|m k|k m|h f|h m|m d|l p|nam nu|jk|gen|kon|nem"),
    (.nationalNumber, .strong, "cf|ssn|run|rut|sin|tckn"),
    (.age, .weak, "ika|kor|vek|alter jahre"),
    (.email, .strong, "mel|@"),
    (.department, .strong, "service|cat|kat|klass"),
    (.bankAccount, .strong, "bank|c c|conto|bic|rekening|konto"),
    (.insurer, .weak, "kasse|kk|versicherung|insurance"),
    (.insuranceNumber, .weak, "kvnr|vnr"),
    (
      .handler, .weak,
      "dr|assignee name|assigned agent|agent|agente|owner name|seller|rep|med|profesor|professor|guru|lektor|tutor"
    ),
    (.other, .strong, "nr|no|n|lp|num|numero|pos|rank"),
  ]
}
