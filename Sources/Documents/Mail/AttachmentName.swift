import Contents

/// What an attachment is called, and which ones cannot be read at all.
enum AttachmentName {
  /// The sender's name for it, else one made from its type, because the extension helps to tell what it is.
  static func of(_ part: MIMEPart) -> String {
    if let name = part.fileName { return isMessage(part) && !name.hasSuffix(".eml") ? name + ".eml" : name }
    if isMessage(part) { return "message.eml" }
    return "attachment" + (extensions[part.type] ?? "")
  }

  /// Why an attachment is not read; nil when it is worth trying.
  static func unreadable(_ part: MIMEPart) -> UnreadReason? {
    switch part.type {
    case "application/pkcs7-mime", "application/x-pkcs7-mime":
      // Signed text lies open inside, but in a container that no reader knows.
      part.parameters.text("smime-type")?.lowercased() == "signed-data" ? .unknownType : .password
    case "application/pgp-encrypted": .password
    default: nil
    }
  }

  private static func isMessage(_ part: MIMEPart) -> Bool {
    part.type == "message/rfc822" || part.type == "message/global"
  }

  private static let extensions = [
    "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/tab-separated-values": ".tsv",
    "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/directory": ".vcf", "text/xml": ".xml",
    "application/xml": ".xml", "application/json": ".json", "application/pdf": ".pdf", "application/zip": ".zip",
    "application/x-zip-compressed": ".zip", "application/vnd.ms-excel": ".xls", "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": ".xlsb",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt", "text/calendar": ".ics",
    "application/ms-tnef": ".dat",
  ]
}
