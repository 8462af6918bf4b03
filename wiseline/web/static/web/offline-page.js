// "You are offline" is kept for everybody and names nobody. Where this phone keeps pages of a client who is signed in,
// coaching is asked for here, too: what is asked is kept as theirs, so that it goes out. Online again, the page that was
// wanted opens, or the one that a request leads to.
import { changed, flush } from "./store.js";

const kept = async (path) => (await caches.match(path, { cacheName: "wiseline-kept", ignoreVary: true }))?.text() ?? "";

/** Whose phone this is, where that is a client who has not signed out: their diary is kept until then. */
async function whose() {
  const owner = await kept("/kept-for");
  return owner && (await kept("/diary/")).includes(`data-person="${owner}"`) ? owner : "";
}

let leads = false; // the answer to what was asked opens its own page

document.addEventListener("wl:outbox", ({ detail }) => {
  if (detail.state === "sent" && detail.follow && detail.next) leads = true;
});
addEventListener("online", async () => {
  await flush().catch(() => {});
  if (!leads) location.reload();
});

const owner = await whose().catch(() => "");
if (owner) {
  document.body.dataset.person = owner;
  document.querySelector("[data-ask-offline]").hidden = false;
  await changed();
}
