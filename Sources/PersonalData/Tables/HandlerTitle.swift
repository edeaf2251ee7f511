import JapaneseText

/// A title of a part of a handler's name, `doctor.family_name`, `drFirstName`, `担当者姓`: whose it is, and which part.
struct HandlerTitle: Hashable {
  private let owner: String
  /// Family or given name.
  let role: ColumnRole

  private init(owner: String, role: ColumnRole) {
    self.owner = owner
    self.role = role
  }

  /// - Returns: nil for a title that says nothing of a part, or of nobody.
  init?(_ title: String) {
    if title.utf8.contains(where: { $0 >= 0x80 }) {
      let ofPart: [(String, ColumnRole)] = [("姓", .familyName), ("名", .givenName)]
      guard let (ending, role) = ofPart.first(where: { title.hasSuffix($0.0) }) else { return nil }
      self.init(owner: String(title.dropLast(ending.count)), role: role)
    } else {
      let object = TitlePath.object(of: title)
      let words = TitleTokens.words(of: object.isEmpty ? title : String(title.dropFirst(object.utf8.count + 1)))
      guard let role = TitleTokens.partOfName(in: words) else { return nil }
      // doctor2_first_name is not doctor1's: the number stands with the object, or in the title without its words.
      let number = object.isEmpty ? String(title.filter(\.isNumber)) : object
      self.init(owner: TitleTokens.withoutNaming(words).sorted().joined(separator: " ") + "/" + number, role: role)
    }
  }

  /// The title of the other part.
  var beside: HandlerTitle { HandlerTitle(owner: owner, role: role == .familyName ? .givenName : .familyName) }
}
