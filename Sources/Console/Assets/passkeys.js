// Passkeys: asks the browser for one, and sends what it answers by the form. Browsers have no other way to passkeys than
// by a script; everything else works without.
(() => {
  "use strict";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (digit) => digit.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const make = async (form) => {
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    for (const known of options.excludeCredentials) known.id = bytes(known.id);
    const made = await navigator.credentials.create({ publicKey: options });
    return { client: made.response.clientDataJSON, attestation: made.response.attestationObject };
  };

  const use = async (form) => {
    const answer = await fetch(form.dataset.begin, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw Object.assign(new Error(), { name: answer.status === 429 ? "Busy" : "NotAsked" });
    const options = await answer.json();
    options.challenge = bytes(options.challenge);
    const used = await navigator.credentials.get({ publicKey: options });
    const response = used.response;
    return {
      credential: used.rawId, client: response.clientDataJSON, authenticator: response.authenticatorData,
      signature: response.signature, user: response.userHandle,
    };
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const say = (what) => {
      for (const note of form.querySelectorAll("[data-when]")) note.hidden = note.dataset.when !== what;
    };
    if (!window.PublicKeyCredential || !navigator.credentials) {
      // Without TLS a browser has none, at whatever address: the right one comes first.
      say(location.origin === form.dataset.origin ? "unsupported" : "elsewhere");
      continue;
    }
    if (location.origin !== form.dataset.origin) {
      say("elsewhere");
      continue;
    }
    for (const part of form.querySelectorAll("[data-ready]")) part.hidden = false;
    let isBusy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isBusy) return;
      isBusy = true;
      say("");
      try {
        const fields = await (form.dataset.passkey === "make" ? make(form) : use(form));
        for (const [name, value] of Object.entries(fields)) {
          form.elements.namedItem(name).value = value ? text(value) : "";
        }
        form.submit();
      } catch (error) {
        say({ InvalidStateError: "known", Busy: "busy" }[error.name] ?? "failed");
        isBusy = false;
      }
    });
  }
})();
