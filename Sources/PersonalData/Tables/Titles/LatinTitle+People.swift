/// Whose column it is, in many languages. Plain letters, one blank between words.
extension LatinTitle {
  static let relationWords: [(PersonGroup, String)] = {
    typealias Relation = PersonGroup.Relation
    let words: [(Relation, Int, String)] = [
      (
        .principal, 0,
        """
        employee|employees|staff|staff member|worker|patient|client|customer|member|student|pupil|candidate|attendee|\
        participant|runner|athlete|competitor|player|passenger|guest|visitor|subject|subscriber|\
        voter|donor|resident|insured|insured person|insured name|delegate|registrant|respondent|crew member|tenant
        mitarbeiter|mitarbeiterin|angestellter|kunde|kundin|mitglied|schuler|schulerin|teilnehmer|teilnehmerin|bewerber|\
        bewerberin|gast|versicherte|versicherter|versicherte person|vp|mieter|mieterin|spieler|laufer
        salarie|employe|stagiaire|adherent|eleve|voyageur|assure|locataire|candidat|licencie
        empleado|trabajador|paciente|cliente|socio|alumno|alumna|huesped|viajero|asegurado|inquilino|jugador|participante
        dipendente|paziente|studente|ospite|assicurato|tesserato|iscritto|partecipante|alunno
        funcionario|colaborador|aluno|hospede|segurado|trabalhador|associado
        medewerker|werknemer|klant|lid|leerling|deelnemer|verzekerde|huurder|bewoner
        pracownik|klient|pacjent|uczen|gosc|ubezpieczony|uczestnik|najemca
        anstalld|kund|medlem|elev|ansatt|medarbejder|deltagare|deltaker|deltager|tyontekija|asiakas|jasen|oppilas|osallistuja
        zamestnanec|zakaznik|pacient|clen|zak|ucastnik|dolgozo|ugyfel|beteg|tanulo|angajat|membru|elevului|pacientului
        nhan vien|cong nhan|khach hang|benh nhan|hoc sinh|sinh vien|pegawai|karyawan|pelanggan|pasien|anggota|siswa|\
        mahasiswa|peserta
        """
      ),
      (
        .accountHolder, 0,
        "account holder|account owner|cardholder|card holder|kontoinhaber|karteninhaber|titulaire du compte|"
          + "titular de la cuenta|intestatario|rekeninghouder"
      ),
      (
        .applicant, 0,
        "applicant|requester|requestor|ticket requester|antragsteller|demandeur|solicitante|richiedente|requerente|aanvrager|wnioskodawca"
      ),
      (
        .spouse, 0,
        """
        spouse|partner|ehepartner|ehegatte|conjoint|conjointe|conyuge|pareja|coniuge|conjuge|echtgenoot|partnera|malzonek|\
        make maka|ektefelle|aegtefaelle|puoliso|manzel|hazastars|sot|pasangan
        """
      ),
      (.wife, 0, "wife|ehefrau|epouse|esposa|moglie|zona|hustru|feleseg|sotie|vo|istri"),
      (.husband, 0, "husband|ehemann|epoux|esposo|marito|marido|maz|ferj|sotul|chong|suami"),
      (
        .child, 0,
        "child|kid|kind|kindes|enfant|hijo|hija|figlio|figlia|filho|dziecko|barn|lapsi|dite|gyermek|copil|anak"
      ),
      (
        .father, 0,
        "father|dad|vater|vaters|pere|padre|pai|vader|ojciec|ojca|far|fars|isa|otec|otce|apa|tata|tatal|bo|cha|ayah|bapak"
      ),
      (
        .mother, 0,
        "mother|mum|mom|mutter|mere|madre|mae|moeder|matka|matki|mor|mors|aiti|anya|anyja|mama|ibu"
      ),
      (
        .guardian, 0,
        """
        guardian|parent|parents|parent guardian|parent carer|carer|erziehungsberechtigter|erziehungsberechtigte|eltern|\
        elternteil|tuteur|responsable legal|responsable|resp legal|representant legal|tutor legal|tutor a|tutores|padre o tutor|madre o tutora|tutore|genitore|encarregado de educacao|\
        responsavel|ouder|voogd|opiekun|rodzic|vardnadshavare|malsman|foresatt|foresatte|huoltaja|zakonny zastupce|rodic|\
        szulo|gondviselo|parinte|phu huynh|wali|orang tua
        """
      ),
      (.sibling, 1, "brother|bruder|frere|hermano|fratello|irmao|broer|brat"),
      (.sibling, 2, "sister|schwester|soeur|hermana|sorella|irma|zus|siostra"),
      (.contact, 7, "other party|counterparty|third party|opposing party|other driver"),
      (.dependent, 0, "dependent|dependant|family member|angehoriger|ayant droit|familiar|familiare|gezinslid"),
      (
        .emergencyContact, 0,
        """
        emergency contact|emergency|emergency contact person|in case of emergency|ice contact|ice|notfallkontakt|notfall|\
        contact d urgence|contact urgence|personne a prevenir|personne a contacter|urgence|contacto de emergencia|\
        contacto emergencia|emergencia|contatto di emergenza|contatto emergenza|emergenza|contato de emergencia|noodcontact|\
        contactpersoon bij nood|kontakt alarmowy|kontakt awaryjny|nodkontakt|next of kin|nextofkin|nok|naaste|\
        lien he khan cap|kontak darurat|nodvarning|anhoriga|anhorig|parorende|lahiomainen|nouzovy kontakt
        """
      ),
      (
        .guarantor, 0,
        "guarantor|burge|burgin|garant|caution|avalista|fiador|garante|borg|poreczyciel|co signer|cosigner|co signer"
      ),
      (
        .policyHolder, 0,
        """
        policyholder|policy holder|policy owner|versicherungsnehmer|souscripteur|tomador|tomador del seguro|contraente|\
        verzekeringnemer|ubezpieczajacy|forsakringstagare|vn|proposer|main member|subscriber name
        """
      ),
      (
        .beneficiary, 0,
        "beneficiary|payee|begunstigter|begunstigte|beneficiaire|beneficiario|beneficiaria|begunstigde|beneficjent|heir|bezugsberechtigter|bezugsberechtigte|bezugsberechtigt"
      ),
      (
        .sender, 0,
        """
        sender|shipper|consignor|from|ship from|absender|expediteur|remitente|mittente|remetente|afzender|nadawca|\
        avsandare|avsender|afsender|lahettaja|odesilatel|felado|nguoi gui|pengirim
        """
      ),
      (
        .receiver, 0,
        """
        receiver|recipient|consignee|ship to|shipto|shipping|delivery|deliver to|empfanger|lieferadresse|lieferung|\
        destinataire|livraison|destinatario|envio|entrega|spedizione|consegna|ontvanger|levering|odbiorca|dostawa|mottagare|\
        mottaker|modtager|vastaanottaja|prijemce|cimzett|destinatar|nguoi nhan|penerima|addressee
        """
      ),
      (
        .buyer, 0,
        """
        buyer|purchaser|bill to|billto|billing|billed to|invoice to|orderer|ordered by|booker|booked by|kaufer|besteller|\
        rechnung|rechnungsempfanger|rechnungsadresse|acheteur|facturation|comprador|facturacion|acquirente|fatturazione|\
        koper|besteller|factuur|kupujacy|kopare|kjoper|kober|ostaja|kupujici|vevo|cumparator|nguoi mua|pembeli
        """
      ),
      (
        .contact, 0,
        """
        contact|contact person|ansprechpartner|ansprechpartnerin|kontaktperson|kontakt|interlocuteur|persona de contacto|\
        referente|contato|contactpersoon|osoba kontaktowa|yhteyshenkilo|kontaktni osoba|kapcsolattarto|nguoi lien he
        """
      ),
      (
        .owner, 0, "owner|landlord|vermieter|eigentumer|proprietaire|propietario|proprietario|eigenaar|wlasciciel|agare"
      ),
      (
        .driver, 0,
        "driver|co driver|fahrer|fahrerin|chauffeur|conducteur|conductor|conducente|motorista|kierowca|forare"
      ),
    ]
    return words.map { (PersonGroup(relation: $0.0, number: $0.1), $0.2) }
  }()

  static let glueWords = """
    of|the|s|a|an|and|or|if|any|as|on|at|e|y|et|und|u|i|de|del|della|dello|di|da|do|dos|das|du|des|der|die|den|dem|het|le|\
    la|les|los|las|el|il|l|d|van|en|og|och|ja|si|va|za|pro|dla|fur|for|pour|para|per|value|formatted|your|ihre|ihr|votre|su|\
    full|please|required|in|latin|kanji|o|n e|cua|au|aux|par|w|z|na|ve|zum|zur|im|vom|am
    private|privat|prive|personal|home|work|office|business|geschaftlich|dienstlich|primary|secondary|main|other|alternate|\
    alternative|daytime|evening|current|permanent|registered|mailing|residential|maison|bureau|casa|trabajo|lavoro|\
    hlavni|local|international|correspondence|line|part|principal|particular|domicile|legal|official|first contact|optional
    """

  static let numberWords = """
    no|nr|id|number|nummer|numero|num|n|code|cod|cislo|numer|nomor|so|ma|num de|szam|tunnus|kennung|ref|reference
    """
}
