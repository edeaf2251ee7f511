import PersonalData

/// The registered organisations, ready to be asked "who is named here?". Answers are remembered: the same few values
/// stand in thousands of files.
package final class OrganisationIndex {
  package let organisations: [Organisation]
  private let names: NameIndex
  /// Names, and names without 健保: how folders are called.
  private let shortNames: NameIndex
  private var numbers: [String: [Int]] = [:]
  private var domains: [String: [Int]] = [:]
  private var remembered: [OrganisationHint.Kind: [String: [Int]]] = [:]

  package init(_ organisations: [Organisation]) {
    self.organisations = organisations
    let registered = organisations.map { [$0.name] + $0.variants }
    names = NameIndex(names: registered)
    var stems: [[String]] = []
    var owners: [String: Int] = [:]
    for variants in registered {
      let short = Set(variants.map { Self.stem(of: $0) })
      stems.append(short.sorted())
      for stem in short { owners[stem, default: 0] += 1 }
    }
    // A stem that two organisations share names neither.
    shortNames = NameIndex(
      names: zip(registered, stems).map { variants, stems in variants + stems.filter { owners[$0] == 1 } })
    for (index, organisation) in organisations.enumerated() {
      for number in organisation.insurerNumbers { numbers[Self.number(number), default: []].append(index) }
      for domain in organisation.mailDomains { domains[domain.lowercased(), default: []].append(index) }
    }
  }

  /// Indices of the organisations that a hint names, ascending.
  package func organisations(namedBy hint: OrganisationHint) -> [Int] {
    if let known = remembered[hint.kind]?[hint.value] { return known }
    let found = look(hint.kind, hint.value)
    remembered[hint.kind, default: [:]][hint.value] = found
    return found
  }

  /// Organisations named in the folders or the name of a file. The innermost part that names anybody decides.
  package func organisations(namedInPath path: String) -> [Int] {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    for (depth, part) in parts.reversed().enumerated() {
      let text = String(Substring(part))
      // File names are many and each occurs once; folders come again and again.
      let found =
        depth == 0 ? look(.path, text) : organisations(namedBy: .init(kind: .path, scope: .content, value: text))
      if !found.isEmpty { return found }
    }
    return []
  }

  /// What is said of a part, and whom it names.
  package func evidence(ofPart hint: OrganisationHint) -> [(basis: Attribution.Basis, organisations: [Int])] {
    hint.saidOfPart.map { said in
      let hint = OrganisationHint(kind: said.kind, scope: .content, value: said.value)
      return (Attribution.Basis(said.kind), organisations(namedBy: hint))
    }
  }

  package func isClient(_ organisation: Int) -> Bool { organisations[organisation].kind == .client }

  /// Whether organisations have insurer numbers registered, so that another number speaks against them.
  package func hasInsurerNumber(_ organisation: Int) -> Bool { !organisations[organisation].insurerNumbers.isEmpty }

  private func look(_ kind: OrganisationHint.Kind, _ value: String) -> [Int] {
    switch kind {
    case .insurerNumber: return numbers[Self.number(value)] ?? []
    case .mailDomain:
      var domain = value.lowercased()[...]
      if let at = domain.lastIndex(of: "@") { domain = domain[domain.index(after: at)...] }
      while true {
        if let found = domains[String(domain)] { return found }
        guard let dot = domain.firstIndex(of: ".") else { return [] }
        domain = domain[domain.index(after: dot)...]
      }
    case .path, .sheet: return shortNames.organisations(namedIn: value)
    case .insurerName, .employer, .preamble, .letterhead: return names.organisations(namedIn: value)
    }
  }

  /// Digits only, without leading zeros: Excel drops the zero of 06….
  static func number(_ text: String) -> String {
    let digits = NameIndex.fold(text).unicodeScalars.filter { ("0"..."9").contains($0) }
    return String(String.UnicodeScalarView(digits.drop { $0 == "0" }))
  }

  private static func stem(of name: String) -> String {
    let folded = NameIndex.fold(name)
    return folded.hasSuffix("健保") ? String(folded.dropLast(2)) : folded
  }
}
