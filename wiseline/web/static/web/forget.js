// What a person wrote and had not finished leaves this device when they sign out, and when another person signs in.
const PRACTICE = "wiseline-practice";

function ofAnother(person) {
  try {
    return Boolean(person) && JSON.parse(localStorage.getItem(PRACTICE))?.person !== person;
  } catch {
    return true;
  }
}

export function start() {
  try {
    if (ofAnother(document.body.dataset.person)) localStorage.removeItem(PRACTICE);
  } catch {
    return; // no storage, nothing to forget
  }
  document.addEventListener("submit", ({ target }) => target.matches("form[data-forget]") && localStorage.removeItem(PRACTICE));
}
