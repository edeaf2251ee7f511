import ArgumentParser
import Server

/// Through whom people may sign in at the console; each also from the environment.
struct ProviderArguments: ParsableArguments {
  @Option(
    name: .customLong("oidc-issuer"),
    help: "Issuer of OpenID Connect through which people may sign in; needs --public-url (default: $HIKAE_OIDC_ISSUER)."
  )
  var issuer: String?

  @Option(
    name: .customLong("oidc-client-id"), help: "What the issuer calls this console (default: $HIKAE_OIDC_CLIENT_ID).")
  var clientID: String?

  @Option(
    name: .customLong("oidc-client-secret-file"),
    help: "File with the secret that the issuer gave for it, mode 0600 (default: $HIKAE_OIDC_CLIENT_SECRET_FILE).")
  var secretFile: String?

  @Option(
    name: .customLong("oidc-name"), help: "What the button on the sign-in page calls it (default: $HIKAE_OIDC_NAME).")
  var name: String?

  @Option(
    name: .customLong("oidc-several-factors"),
    help: """
      Value of the claims amr or acr by which the issuer says that it asked for several factors; may be repeated \
      (default: mfa). Who comes with none of them is asked for Hikae's own second factor where there is one.
      """)
  var factors: [String] = []

  var options: ServeOptions.ProviderOptions {
    let variable = InstallationOptions.variable
    var options = ServeOptions.ProviderOptions()
    options.issuer = issuer ?? variable("HIKAE_OIDC_ISSUER")
    options.clientID = clientID ?? variable("HIKAE_OIDC_CLIENT_ID")
    options.secretFile = secretFile ?? variable("HIKAE_OIDC_CLIENT_SECRET_FILE")
    options.name = name ?? variable("HIKAE_OIDC_NAME")
    options.factors = factors
    return options
  }
}
