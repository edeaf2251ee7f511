import Archives
import CanonicalForms
import Custody
import JapaneseText
import Storage

/// Packs as archives sealed with AES-256, with two people: see decision 28.
extension Incidents {
  /// By number.
  package func packSealings(of id: String) throws -> [PackSealing] {
    try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return try PackSealingRegister(session: session).all(of: id)
    }
  }

  /// Draws new passwords for the newest packs. Nothing is made yet: the archives are made when they are fetched.
  /// - Parameter client: nil for all clients that have a pack.
  /// - Returns: the number of the sealing.
  /// - Throws: `ResponseFailure`: `unknown_incident`, `unknown_pack` when there is none that was not erased.
  @discardableResult
  package func sealPacks(of id: String, for client: Organisation.ID? = nil, at time: Moment) throws -> Int {
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      var newest: [Organisation.ID: RecordedPack] = [:]
      for pack in try PackRegister(session: session).all(of: id) where client.map({ $0 == pack.client }) ?? true {
        newest[pack.client] = pack
      }
      let packs = newest.values.filter { $0.bytes != nil }.sorted { $0.client < $1.client }.map {
        PackSealing.Pack(client: $0.client, number: $0.number)
      }
      guard !packs.isEmpty else { throw ResponseFailure(.unknownPack, "there is no pack to be sealed in \(id)") }
      let number = (try PackSealingRegister(session: session).all(of: id).last?.number ?? 0) + 1
      try append(
        PackSealingRegister.made(packs, number: number, nonce: RandomBytes.make(16), in: id), to: incident, at: time,
        in: session)
      return number
    }
  }

  /// The sealed archives of a sealing, `CLIENT.zip` each, in one archive that is not encrypted itself.
  ///
  /// For whoever sealed alone: they are never shown the passwords, so that whoever is has fetched nothing, before or after.
  /// - Parameter guises: other names under which the one who asks may have sealed, or been shown the passwords.
  /// - Throws: `ResponseFailure`: `unknown_pack`, also once one was erased; `other_person` for everybody but whoever sealed;
  ///   `same_person` for whoever was shown the passwords.
  package func sealedPacks(
    _ number: Int, of id: String, as guises: Set<String> = [], vault: LetterVault
  ) throws -> [UInt8] {
    let (sealing, packs) = try store.read { session in
      _ = try IncidentRegister(session: session).require(id)
      return (
        try PackSealingRegister(session: session).require(number, of: id),
        try PackRegister(session: session).all(of: id)
      )
    }
    let isOne = { (name: String) in name == actor || guises.contains(name) }
    guard isOne(sealing.madeBy) else {
      throw ResponseFailure(.otherPerson, "sealing \(number) of \(id) was made by another account")
    }
    if let reader = sealing.shownBy, isOne(reader) {
      throw ResponseFailure(.samePerson, "the passwords of sealing \(number) of \(id) were shown to the same account")
    }
    let day = CivilDate(sealing.madeAt, offset: 540)
    let made = (day.year, day.month, day.day)
    var outer = ZipFile(names: .utf8, made: made)
    for sealed in sealing.packs {
      guard let pack = packs.first(where: { $0.client == sealed.client && $0.number == sealed.number }),
        let bytes = pack.bytes, let page = try page(of: pack, in: id)
      else { throw ResponseFailure(.unknownPack, "pack \(sealed.number) of client \(sealed.client) was erased") }
      let password = vault.password(of: sealed, in: sealing, of: id)
      outer.add(
        pack.client.fileName + ".zip",
        try ClientPack.sealed(page: page, json: bytes, with: password, made: made), deflated: false)
    }
    return outer.finished()
  }

  /// Shows the passwords of a sealing, once, to somebody else than whoever sealed, who alone fetches the archives. Whoever lost
  /// them seals anew.
  /// - Parameter guises: other names under which the one who asks may have sealed.
  /// - Returns: by client.
  /// - Throws: `ResponseFailure`: `unknown_pack`, `same_person`, `already_shown`.
  package func showPasswords(
    of number: Int, in id: String, as guises: Set<String> = [], vault: LetterVault, at time: Moment
  ) throws -> [(client: Organisation.ID, password: PackPassword)] {
    try store.write { session in
      let incident = try IncidentRegister(session: session).require(id)
      let sealing = try PackSealingRegister(session: session).require(number, of: id)
      guard sealing.madeBy != actor, !guises.contains(sealing.madeBy) else {
        throw ResponseFailure(.samePerson, "sealing \(number) of \(id) was made by the same account")
      }
      guard sealing.shownAt == nil else {
        throw ResponseFailure(.alreadyShown, "the passwords of sealing \(number) of \(id) were shown already")
      }
      try append(PackSealingRegister.shown(number, in: id), to: incident, at: time, in: session)
      return sealing.packs.map { ($0.client, vault.password(of: $0, in: sealing, of: id)) }
    }
  }
}

extension LetterVault {
  /// Follows from the key and from what was drawn for the sealing: it is kept nowhere, and whoever has the database alone has
  /// none.
  func password(of pack: PackSealing.Pack, in sealing: PackSealing, of incident: String) -> PackPassword {
    PackPassword(
      bits: digest(
        "pack-password",
        [
          incident, String(sealing.number), pack.client.text, String(pack.number),
          JSON(bytes: sealing.nonce).canonicalText,
        ]))
  }
}
