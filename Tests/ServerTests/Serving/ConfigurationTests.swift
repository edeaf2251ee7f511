import NIOSSL
import Server
import Testing
import Wording

@Suite struct ConfigurationTests {
  @Test func addresses() {
    #expect(ServeConfiguration.Address("127.0.0.1:80").map { [$0.host, String($0.port)] } == ["127.0.0.1", "80"])
    #expect(ServeConfiguration.Address("[::1]:0")?.host == "::1")
    for text in ["", ":80", "a", "a:", "a:b", "a:70000", "[::1]", "a:-1"] {
      #expect(ServeConfiguration.Address(text) == nil, "\(text)")
    }
  }

  /// Whoever sets up a server learns everything that is wrong in one go.
  @Test func everythingWrongIsToldAtOnce() throws {
    let scratch = try Scratch()
    var options = ServeOptions()
    options.listen = "0.0.0.0:8000"
    options.agents = "nowhere"
    options.tlsKey = "/nowhere/key.pem"
    options.witnesses = try scratch.file("policy", "witness w nonsense https://w.example/\n")
    options.osquerySecret = try scratch.file("short", Array("short\n".utf8))
    options.metricsToken = try scratch.file("shown", Array("a-token-that-others-read".utf8), mode: 0o644)
    options.certificateDays = 365
    options.graceDays = 366
    let failure = #expect(throws: ServeConfigurationFailure.self) { try ServeConfiguration(options) }
    let phrases = failure?.refusals.map(\.phrase) ?? []
    #expect(
      Set(phrases) == [
        .configAddress, .configTogether, .configPlain, .configPolicy, .configShortSecret, .configSecret, .configDays,
      ])
    #expect(phrases.count { $0 == .configDays } == 2)
    for language in Language.allCases { #expect(failure?.lines(in: language).count == phrases.count) }
  }

  @Test func aProviderIsNamedWhole() throws {
    let scratch = try Scratch()
    func refusals(_ change: (inout ServeOptions) throws -> Void) rethrows -> [Phrase] {
      var options = ServeOptions()
      options.publicURL = "https://hikae.example.jp"
      options.provider.issuer = "https://id.example.jp/realms/office"
      options.provider.clientID = "hikae"
      try change(&options)
      do throws(ServeConfigurationFailure) {
        _ = try ServeConfiguration(options)
        return []
      } catch {
        return error.refusals.map(\.phrase)
      }
    }
    #expect(refusals { _ in } == [])
    #expect(refusals { $0.provider.issuer = "http://id.example.jp" } == [.configIssuer])
    #expect(refusals { $0.provider.issuer = "https://id.example.jp?x=1" } == [.configIssuer])
    #expect(refusals { $0.provider.clientID = nil } == [.configNeeds])
    #expect(refusals { $0.publicURL = nil } == [.configNeeds])
    #expect(refusals { $0.provider.name = "" } == [.configProviderText])
    #expect(
      try refusals {
        $0.provider.secretFile = try scratch.file("shown", Array("a-secret-that-others-read".utf8), mode: 0o644)
      } == [.configSecret])
    // Without an issuer the rest has no meaning; each is told.
    #expect(
      refusals {
        $0.provider.issuer = nil
        $0.provider.name = "x"
        $0.provider.factors = ["mfa"]
      } == [.configNeeds, .configNeeds, .configNeeds])
    var options = ServeOptions()
    options.publicURL = "http://127.0.0.1:8420"
    options.provider.issuer = "http://127.0.0.1:4593/api/oidc"
    options.provider.clientID = "hikae"
    options.provider.secretFile = try scratch.file("kept", Array("a-secret-of-the-client\n".utf8))
    let provider = try ServeConfiguration(options).provider
    #expect(provider?.issuer.text == options.provider.issuer && provider?.factors == ["mfa"])
    #expect(provider?.secret == Array("a-secret-of-the-client".utf8))
  }

  @Test func plainHTTPStaysOnThisMachineUnlessTold() throws {
    var options = ServeOptions()
    for listen in ["127.0.0.1:0", "localhost:0", "[::1]:0"] {
      options.listen = listen
      #expect(throws: Never.self) { try ServeConfiguration(options) }
    }
    for listen in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0", "example.com:0"] {
      options.listen = listen
      options.allowsPlainHTTP = false
      #expect(throws: ServeConfigurationFailure.self) { try ServeConfiguration(options) }
      options.publicURL = "https://hikae.example.jp"
      #expect(throws: ServeConfigurationFailure.self) { try ServeConfiguration(options) }
      options.allowsPlainHTTP = true
      #expect(throws: Never.self) { try ServeConfiguration(options) }
      options.publicURL = nil
    }
  }

  /// Whoever lets the open port speak plain HTTP has said where browsers find TLS, for every address that they use.
  @Test(
    arguments: [
      ("0.0.0.0:0", nil, nil, nil, [Phrase.configPlainProxy]),
      ("0.0.0.0:0", "http://hikae.example.jp", nil, nil, [.configPlainSite]),
      ("0.0.0.0:0", "https://hikae.example.jp", "http://clients.example.jp", nil, [.configPlainSite]),
      ("0.0.0.0:0", "https://hikae.example.jp", nil, "http://notices.example.jp", [.configPlainSite]),
      ("0.0.0.0:0", "https://hikae.example.jp", "https://clients.example.jp", nil, []),
      // A proxy on this machine takes nothing away from that.
      ("127.0.0.1:0", "http://hikae.example.jp", nil, nil, [.configPlainSite]),
      ("127.0.0.1:0", nil, "https://clients.example.jp", nil, [.configNeeds]),
      ("127.0.0.1:0", nil, nil, nil, []), ("127.0.0.1:0", "http://127.0.0.1:8420", nil, nil, []),
      ("127.0.0.1:0", "http://localhost", "http://[::1]:8420", nil, []),
    ] as [(String, String?, String?, String?, [Phrase])])
  func passwordsDoNotCrossTheNetworkInTheClear(
    listen: String, console: String?, portal: String?, notices: String?, refusals: [Phrase]
  ) {
    var options = ServeOptions()
    options.listen = listen
    options.allowsPlainHTTP = true
    options.publicURL = console
    options.portalURL = portal
    options.noticesURL = notices
    do throws(ServeConfigurationFailure) {
      _ = try ServeConfiguration(options)
      #expect(refusals.isEmpty)
    } catch {
      #expect(error.refusals.map(\.phrase) == refusals)
    }
  }

  @Test func aKeyOfAnotherCertificateIsNoticed() async throws {
    let scratch = try Scratch()
    for name in ["a", "b"] {
      let made = try await Tool.run(
        "openssl",
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
          "\(name).key", "-out", "\(name).pem", "-subj", "/CN=\(name)", "-days", "2",
        ], in: scratch.path)
      #expect(made.status == 0)
    }
    var options = ServeOptions()
    options.tlsCertificate = scratch.path + "/a.pem"
    options.tlsKey = scratch.path + "/a.key"
    #expect(throws: Never.self) { try ServeConfiguration(options) }
    options.tlsKey = scratch.path + "/b.key"
    let failure = #expect(throws: ServeConfigurationFailure.self) { try ServeConfiguration(options) }
    #expect(failure?.refusals.map(\.phrase) == [.configKeyMismatch])
  }
}
