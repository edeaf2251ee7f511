/// Numbers of natural persons (and their accounts) in other countries. Each `matches` tells that the shape is right and
/// that the number's own check, where it has one, holds.
package enum NationalNumber: UInt8, CaseIterable, Sendable {
  /// US Social Security number, 123-45-6789. No check digit; never assigned areas are refused.
  case usSocialSecurity
  /// UK National Insurance number, AB 12 34 56 C.
  case ukNationalInsurance
  /// EU VAT identification number with its country prefix.
  case euVAT
  /// French numéro d'inscription au répertoire, 15 digits with key.
  case frenchNIR
  /// Spanish DNI and NIE.
  case spanishDNI
  /// Italian codice fiscale.
  case italianFiscalCode
  /// German Steuer-Identifikationsnummer.
  case germanTaxID
  /// Korean resident registration number, 700101-1234567.
  case koreanResident
  /// Chinese resident identity number, 18 characters (GB 11643).
  case chineseResident
  /// International bank account number (ISO 13616).
  case iban

  package var field: Field {
    switch self {
    case .usSocialSecurity, .ukNationalInsurance, .frenchNIR, .spanishDNI, .koreanResident, .chineseResident:
      .nationalNumber
    case .euVAT, .italianFiscalCode, .germanTaxID: .taxNumber
    case .iban: .iban
    }
  }

  /// Whether a whole cell holds this number, in any width and with the usual separators.
  package func matches(_ cell: CellBytes) -> Bool {
    NumberFolding.withFolded(cell) { matches(folded: $0) }
  }

  /// As `matches`, for a cell that `NumberFolding` has already folded.
  func matches(folded cell: CellBytes) -> Bool {
    guard cell.count >= 8, cell.count <= 48 else { return false }
    if self == .usSocialSecurity { return Self.isSocialSecurity(cell) }
    return CompactNumber.with(cell, separators: .all, letters: true) { matches(compact: $0) }
  }

  /// As `matches`, for digits and upper-case letters without separators.
  func matches(compact d: CellBytes) -> Bool {
    switch self {
    case .usSocialSecurity: false
    case .ukNationalInsurance: Self.isNationalInsurance(d)
    case .euVAT: VATNumber.isValid(d)
    case .frenchNIR: Self.isNIR(d)
    case .spanishDNI: Self.isDNI(d)
    case .italianFiscalCode: Self.isFiscalCode(d)
    case .germanTaxID: Self.isTaxID(d)
    case .koreanResident: Self.isKoreanResident(d)
    case .chineseResident: Self.isChineseResident(d)
    case .iban: InternationalAccount.isValid(d)
    }
  }

  /// The number that a cell holds, if any; at most one by construction of the checks.
  static func first(in compact: CellBytes, folded: CellBytes) -> NationalNumber? {
    switch compact.count {
    case 9:
      if isSocialSecurity(folded) { return .usSocialSecurity }
      if isNationalInsurance(compact) { return .ukNationalInsurance }
      if isDNI(compact) { return .spanishDNI }
    case 11 where isTaxID(compact): return .germanTaxID
    case 13 where isKoreanResident(compact): return .koreanResident
    case 15 where isNIR(compact): return .frenchNIR
    case 16 where isFiscalCode(compact): return .italianFiscalCode
    case 18 where isChineseResident(compact): return .chineseResident
    default: break
    }
    guard compact.count >= 10, compact[0].isUpper, compact[1].isUpper else { return nil }
    if InternationalAccount.isValid(compact) { return .iban }
    return VATNumber.isValid(compact) ? .euVAT : nil
  }
}
