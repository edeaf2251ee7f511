/// One letter to one person: what stands in it and nothing about how it looks.
package struct Letter: Sendable, Equatable {
  /// What everybody who gets this letter reads.
  package struct Form: Sendable, Equatable {
    /// BCP 47, `ja` or `en`: how lines break, and which shape of a character is taken.
    package var language: String
    /// Who writes, a line each: name, address, telephone.
    package var sender: [String]
    package var date: String
    package var title: String
    package var paragraphs: [String]
    /// Stands above the person's own fields.
    package var fieldsTitle: String
    /// In a box below the fields: whom to ask, when.
    package var contact: [String]
    /// Stands before the code at the foot, such as `お問い合わせ番号`.
    package var codeTitle: String

    package init(
      language: String, sender: [String], date: String, title: String, paragraphs: [String], fieldsTitle: String = "",
      contact: [String] = [], codeTitle: String
    ) {
      self.language = language
      self.sender = sender
      self.date = date
      self.title = title
      self.paragraphs = paragraphs
      self.fieldsTitle = fieldsTitle
      self.contact = contact
      self.codeTitle = codeTitle
    }
  }

  package struct Addressee: Sendable, Equatable {
    /// As it is to be printed, with or without `〒`.
    package var postcode: String
    /// One to three lines.
    package var address: [String]
    /// With the honorific.
    package var name: String

    package init(postcode: String, address: [String], name: String) {
      self.postcode = postcode
      self.address = address
      self.name = name
    }
  }

  /// A row of the table of what is known about this person.
  package struct Field: Sendable, Equatable {
    package var title: String
    package var value: String

    package init(_ title: String, _ value: String) {
      self.title = title
      self.value = value
    }
  }

  package var form: Form
  package var addressee: Addressee
  package var fields: [Field]
  /// Printed at the foot, and as a QR code in the window, so that returned mail can be scanned unopened.
  package var code: String

  package init(form: Form, addressee: Addressee, fields: [Field], code: String) {
    self.form = form
    self.addressee = addressee
    self.fields = fields
    self.code = code
  }
}
