import Cryptography

/// The style of public pages. It stands in each page, so that a page of years ago looks as it did; pages allow this style by
/// its digest and no other.
package enum NoticeStyle {
  package static let css = """
    *{box-sizing:border-box}
    body{margin:0;color:#1a1a1c;background:#fff;font:1rem/1.8 "Noto Sans JP","Noto Sans CJK JP","Hiragino Sans",\
    "Yu Gothic UI","Meiryo",system-ui,sans-serif}
    main,header,footer{max-width:46rem;margin:0 auto;padding:1rem 1.25rem}
    header{padding-bottom:0}
    a{color:#0017c1;text-underline-offset:.2em}
    :focus-visible{outline:4px solid #000;outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}
    .skip{position:absolute;left:-9999px}.skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:#ffd43d;color:#000}
    .from,.state,footer{color:#5e5e62;font-size:.875rem}.from,.state{margin:0}
    h1{font-size:1.75rem;line-height:1.4;margin:.25rem 0 .5rem;overflow-wrap:anywhere}
    h2{font-size:1.25rem;line-height:1.5;margin:2rem 0 .5rem;border-bottom:1px solid #d8d8db}
    p{margin:0 0 .75rem;overflow-wrap:anywhere}
    .why{padding:.75rem 1rem;border-left:4px solid #0017c1;background:#e8f1fe}
    .why.correction,.why.withdrawal{border-color:#b80000;background:#fdeeee}
    .changes{padding:.5rem 1rem;background:#f5f6f8}
    ins{background:#e7f5ec;text-decoration:underline;text-decoration-thickness:2px}
    del{background:#fdeeee;text-decoration:line-through}
    ol.history{list-style:none;padding:0}ol.history li{padding:.5rem 0;border-bottom:1px solid #d8d8db}
    label{display:block;font-weight:700;margin-top:.75rem}
    input,select,textarea{font:inherit;width:100%;min-height:2.75rem;padding:.35rem .75rem;border:1px solid #626264;\
    border-radius:6px;background:#fff;color:inherit}
    textarea{min-height:9rem}
    button{font:inherit;font-weight:700;min-height:2.75rem;margin-top:1rem;padding:.4rem 1.5rem;border:0;\
    border-radius:8px;background:#0017c1;color:#fff;cursor:pointer}
    .hidden{position:absolute;left:-9999px}
    @media print{a{color:inherit}.skip,form{display:none}body{font-size:10pt}}
    """

  /// As a policy names it: `sha256-…`.
  package static let source = source(of: css)

  /// What a policy names a style by that stands in the page (CSP 3, 6.7.2).
  package static func source(of css: String) -> String {
    "sha256-" + base64(SHA256Digest(hashing: Array(css.utf8)).bytes)
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)
    var out = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
      for place in 0..<4 {
        if place > group.count {
          out.append("=")
        } else {
          out.unicodeScalars.append(letters[Int(bits >> UInt32(18 - 6 * place) & 63)])
        }
      }
    }
    return out
  }
}
