import Accounts
import CanonicalForms
import Hummingbird
import Synchronization

/// Forms that were sent when the password had to be given again: kept for the session that sent them until it has, so that
/// nobody types a statement twice.
///
/// In memory alone, one for each session, for a quarter of an hour, without anything that is a secret: what people have
/// typed lies nowhere else before it is carried out.
final class ParkedForms: Sendable {
  struct Form: Sendable {
    let path: String
    let fields: [(name: String, value: String)]
    let parked: Moment
  }

  /// Sessions of which one is kept; beyond that the oldest goes. A form has 64 KB at the most.
  static let most = 200
  private static let minutes: Int64 = 15
  /// What is not kept: the form's own token, and whatever opens something.
  private static let secrets: Set<String> = ["csrf", "password", "current", "new", "code", "username"]

  private let forms = Mutex<[String: Form]>([:])

  func park(_ fields: FormFields, for path: String, of session: String, at now: Moment) {
    let kept = fields.all.filter { !Self.secrets.contains($0.name) }
    forms.withLock { forms in
      forms = forms.filter { Self.isKept($0.value, at: now) }
      if forms[session] == nil, forms.count >= Self.most,
        let oldest = forms.min(by: { $0.value.parked < $1.value.parked })
      {
        forms[oldest.key] = nil
      }
      forms[session] = Form(path: path, fields: kept, parked: now)
    }
  }

  func form(of session: String, at now: Moment) -> Form? {
    forms.withLock { $0[session].flatMap { Self.isKept($0, at: now) ? $0 : nil } }
  }

  func forget(_ session: String) { forms.withLock { $0[session] = nil } }

  private static func isKept(_ form: Form, at now: Moment) -> Bool {
    now.milliseconds - form.parked.milliseconds <= minutes * 60_000
  }
}

extension Console {
  /// Offers the form that waits. It is sent by whoever sees it, by a button: opening an address carries nothing out.
  func againPage(_ visit: Visit) throws -> Response {
    guard let session = visit.session, let form = parked.form(of: session.id, at: visit.now) else {
      throw Redirect(Address.today)
    }
    return try page(AgainPage(form), title: visit.text(.againTitle), visit)
  }
}

struct AgainPage: Page {
  static let template = "again"

  struct Field: Sendable {
    let name: String
    let value: String
  }

  let action: String
  let fields: [Field]

  init(_ form: ParkedForms.Form) {
    action = form.path
    fields = form.fields.map { Field(name: $0.name, value: $0.value) }
  }
}
