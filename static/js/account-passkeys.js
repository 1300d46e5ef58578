// Passkeys: makes one, or signs in with one. Bound to forms with data-passkey="create | use | sign-in".

const toBytes = (base64url) => {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
};

const toBase64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (descriptors) =>
  descriptors?.map((descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) }));

async function create(publicKey) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  });
  return asJson(credential, {
    attestationObject: toBase64url(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function use(publicKey) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = credential.response;
  return asJson(credential, {
    authenticatorData: toBase64url(authenticatorData),
    signature: toBase64url(signature),
    userHandle: userHandle ? toBase64url(userHandle) : null,
  });
}

const asJson = (credential, response) => ({
  type: credential.type,
  id: credential.id,
  rawId: toBase64url(credential.rawId),
  authenticatorAttachment: credential.authenticatorAttachment ?? null,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: toBase64url(credential.response.clientDataJSON), ...response },
});

const optionsOnPage = (form) => JSON.parse(form.querySelector("script[type='application/json']").textContent);

const ways = {
  create(form) {
    const { publicKey } = optionsOnPage(form).creation_options;
    const alone = form.elements.passwordless?.checked ?? false;
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    };
    return create(publicKey);
  },
  use: (form) => use(optionsOnPage(form).request_options.publicKey),
  async "sign-in"(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`No passkey options: ${answer.status}`);
    const { request_options: options } = await answer.json();
    return use(options.publicKey);
  },
};

function bind(form) {
  form.hidden = false;
  const error = form.querySelector("[data-passkey-error]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form));
    } catch {
      // Cancelled, timed out, or the device has no passkey for this site.
      error.hidden = false;
      return;
    }
    form.submit();
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(bind);
