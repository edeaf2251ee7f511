import Cryptography
import KeyEscrow
import TransparencyLog

/// The server's word that a request is approved as its file says: a signature by the log's key, which custodians have had since
/// before. Whoever asks could write a file, and not this.
enum RequestSignature {
  /// No checkpoint begins so with a digest below it: one signature never stands for the other.
  private static let firstLine = "hikae.custodian-request/1"

  static func sign(_ request: ShareRequest, with signer: NoteSigner) throws -> ShareRequest {
    var signed = request
    signed.signature = try signer.sign(text(of: request)).signature
    return signed
  }

  static func isSigned(_ request: ShareRequest, by key: VerifierKey) -> Bool {
    guard let signature = request.signature, key.kind == .plain else { return false }
    let line = SignedNote.Line(name: key.name, keyID: key.id, signature: signature)
    let note = SignedNote(text: text(of: request), lines: [line])
    return (try? note.signatures(by: [key]))?.isEmpty == false
  }

  private static func text(of request: ShareRequest) -> [UInt8] { Array("\(firstLine)\n\(request.digest)\n".utf8) }
}
