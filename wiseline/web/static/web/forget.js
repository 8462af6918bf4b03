// What a person wrote and had not finished leaves this device when they sign out, and when another person signs in.
const PRACTICE = "wiseline-practice";
const DRAFT = "wiseline-draft:"; // what was typed when the lock closed
const CARD = "wiseline-card"; // with the person and the day behind it, in this tab alone

function ofAnother(person) {
  try {
    return Boolean(person) && JSON.parse(localStorage.getItem(PRACTICE))?.person !== person;
  } catch {
    return true;
  }
}

function forget() {
  localStorage.removeItem(PRACTICE);
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(CARD) || name.startsWith(DRAFT)) sessionStorage.removeItem(name);
}

export function start() {
  try {
    if (ofAnother(document.body.dataset.person)) localStorage.removeItem(PRACTICE);
  } catch {
    return; // no storage, nothing to forget
  }
  document.addEventListener("submit", ({ target }) => target.matches("form[data-forget]") && forget());
}
