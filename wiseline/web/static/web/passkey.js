// A form with `data-passkey` asks this device for a passkey and sends its answer. `create` makes one, `get` and
// `login` use one; only `login` fetches what to ask, the others find it on the page.
const LISTS = ["excludeCredentials", "allowCredentials"];

function bytes(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromServer({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of LISTS) options[list] &&= options[list].map((known) => ({ ...known, id: bytes(known.id) }));
  return options;
}

function forServer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  const { id, type, authenticatorAttachment } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return JSON.stringify({ id, rawId: id, type, authenticatorAttachment, response, clientExtensionResults });
}

async function whatToAsk(form) {
  if (form.dataset.passkey !== "login") return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) throw new DOMException("", "NetworkError");
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask(form) {
  const options = await whatToAsk(form);
  if (form.dataset.passkey !== "create") {
    return navigator.credentials.get({ publicKey: fromServer(options.request_options) });
  }
  const publicKey = fromServer(options.creation_options);
  const authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey: { ...publicKey, authenticatorSelection } });
}

const REASONS = {
  InvalidStateError: "known",
  NetworkError: "offline",
  NotSupportedError: "impossible",
  SecurityError: "impossible",
};

function attach(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  if (!("PublicKeyCredential" in globalThis)) {
    form.hidden = "passkeyHide" in form.dataset;
    problem.textContent = form.dataset.impossible;
    form.querySelector("button").disabled = true;
    return;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    problem.textContent = "";
    try {
      form.elements.credential.value = forServer(await ask(form));
      // A page that does not only go on, like the lock's, takes the answer itself.
      if (form.dispatchEvent(new CustomEvent("passkey", { cancelable: true }))) form.submit();
    } catch (error) {
      problem.textContent = form.dataset[REASONS[error.name] ?? "failed"];
      form.removeAttribute("aria-busy");
    }
  });
  addEventListener("pageshow", () => form.removeAttribute("aria-busy"));
}

document.querySelectorAll("form[data-passkey]").forEach(attach);
