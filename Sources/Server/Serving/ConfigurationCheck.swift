import CanonicalForms
import Glibc
import NIOSSL
import SingleSignOn
import Storage
import TransparencyLog
import Wording

/// Reads what a configuration names, and gathers what is wrong with it.
struct ConfigurationCheck {
  private(set) var refusals: [ServeConfigurationFailure.Refusal] = []

  private static let shortestSecret = 16

  mutating func refuse(_ phrase: Phrase, _ arguments: String...) {
    refusals.append(ServeConfigurationFailure.Refusal(phrase: phrase, arguments: arguments))
  }

  mutating func site(_ text: String?, _ option: String) -> ServeConfiguration.Site? {
    guard let text else { return nil }
    guard let site = ServeConfiguration.Site(text) else {
      refuse(.configPublicURL, option)
      return nil
    }
    if !site.isProtected { refuse(.configPlainSite, option, site.authority) }
    return site
  }

  mutating func address(_ text: String?) -> ServeConfiguration.Address? {
    guard let text else { return nil }
    guard let address = ServeConfiguration.Address(text) else {
      refuse(.configAddress, text)
      return nil
    }
    return address
  }

  mutating func identity(
    _ certificate: String?, _ key: String?, _ certificateName: String, _ keyName: String
  ) -> ServeConfiguration.Identity? {
    guard certificate != nil || key != nil else { return nil }
    guard let certificate, let key else {
      refuse(.configTogether, certificateName, keyName)
      return nil
    }
    let chain = try? NIOSSLCertificate.fromPEMFile(certificate)
    if chain?.isEmpty != false { refuse(.configFile, certificate) }
    let secret = try? NIOSSLPrivateKey(file: key, format: .pem)
    if secret == nil { refuse(.configFile, key) }
    guard let chain, let secret, !chain.isEmpty else { return nil }
    // NIOSSL tells a key that does not belong to the certificate only when it is put to use.
    let tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
    guard (try? NIOSSLContext(configuration: tls)) != nil else {
      refuse(.configKeyMismatch, certificate, key)
      return nil
    }
    return ServeConfiguration.Identity(chain: chain, key: secret)
  }

  /// Certificates, as PEM.
  mutating func authority(_ path: String?) -> String? {
    guard let path, let bytes = file(path, atMost: 256 << 10) else { return nil }
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
      refuse(.configFile, path)
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func witnesses(_ path: String?) -> [ServeConfiguration.Witness] {
    guard let path else { return [] }
    guard let bytes = file(path, atMost: TrustPolicy.maximumSize) else { return [] }
    do throws(LogFailure) {
      let policy = try TrustPolicy(parsing: bytes)
      return policy.witnesses.compactMap { witness in
        guard let url = witness.url, url.hasPrefix("https://") || url.hasPrefix("http://") else {
          refuse(.configWitnessURL, witness.name)
          return nil
        }
        return ServeConfiguration.Witness(key: witness.key, url: url)
      }
    } catch {
      refuse(.configPolicy, path, error.message)
      return []
    }
  }

  mutating func osquery(_ secretPath: String?, _ configurationPath: String?) -> ServeConfiguration.Osquery? {
    guard let secretPath else {
      if configurationPath != nil { refuse(.configTogether, "--osquery-secret", "--osquery-config") }
      return nil
    }
    var configuration = OsqueryConfiguration.standard
    if let configurationPath, let bytes = file(configurationPath, atMost: 1 << 20) {
      guard let json = try? JSON(parsing: bytes, fractions: .asText), case .object = json else {
        refuse(.configJSON, configurationPath)
        return nil
      }
      configuration = json
    }
    return secret(secretPath).map { ServeConfiguration.Osquery(secret: $0, configuration: configuration) }
  }

  /// - Parameter hasPublicURL: without one, the address that the provider sends browsers back to would be whatever a
  ///   request says.
  mutating func provider(_ options: ServeOptions.ProviderOptions, hasPublicURL: Bool) -> ProviderSettings? {
    guard let text = options.issuer else {
      let others = [
        ("--oidc-client-id", options.clientID), ("--oidc-client-secret-file", options.secretFile),
        ("--oidc-name", options.name), ("--oidc-several-factors", options.factors.first),
      ]
      for (name, value) in others where value != nil { refuse(.configNeeds, name, "--oidc-issuer") }
      return nil
    }
    let issuer = Issuer(text)
    if issuer == nil { refuse(.configIssuer, text) }
    if options.clientID == nil { refuse(.configNeeds, "--oidc-issuer", "--oidc-client-id") }
    if !hasPublicURL { refuse(.configNeeds, "--oidc-issuer", "--public-url") }
    let texts = [("--oidc-client-id", options.clientID, 500), ("--oidc-name", options.name, 60)]
    for (name, value, most) in texts {
      if let value, value.isEmpty || value.count > most { refuse(.configProviderText, name, String(most)) }
    }
    let secret = secret(options.secretFile)
    guard let issuer, let clientID = options.clientID else { return nil }
    return ProviderSettings(
      issuer: issuer, clientID: clientID, secret: secret, name: options.name,
      factors: options.factors.isEmpty ? ProviderSettings.severalFactors : Set(options.factors))
  }

  /// A secret from a file that nobody else may read, without the newline at its end.
  mutating func secret(_ path: String?) -> [UInt8]? {
    guard let path else { return nil }
    guard var secret = try? SecretFile.read(at: path, atMost: 1024, what: "") else {
      refuse(.configSecret, path)
      return nil
    }
    while let last = secret.last, last == 0x0A || last == 0x0D { secret.removeLast() }
    guard secret.count >= Self.shortestSecret else {
      refuse(.configShortSecret, path, String(Self.shortestSecret))
      return nil
    }
    return secret
  }

  private mutating func file(_ path: String, atMost limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      refuse(.configFile, path)
      return nil
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= limit {
      let got = read(descriptor, &buffer, buffer.count)
      if got == 0 { return bytes }
      guard got > 0 else { break }
      bytes += buffer[..<got]
    }
    refuse(.configFile, path)
    return nil
  }
}
