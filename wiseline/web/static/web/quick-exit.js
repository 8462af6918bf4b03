// 'Leave' empties the screen at once and puts a bland page in its place; going back shows that page again.
const LEFT = "wiseline-left";

const arrival = () => performance.getEntriesByType("navigation")[0]?.type;

function away() {
  document.body.hidden = true;
  location.replace(document.querySelector("[data-quick-exit]").href);
}

export function start() {
  const link = document.querySelector("[data-quick-exit]");
  if (!link) return;
  const returned = () => sessionStorage.getItem(LEFT) && away();
  if (arrival() === "back_forward") returned();
  else sessionStorage.removeItem(LEFT);
  addEventListener("pageshow", (event) => event.persisted && returned());
  link.addEventListener("click", (event) => {
    event.preventDefault();
    sessionStorage.setItem(LEFT, "1");
    away();
  });
}
