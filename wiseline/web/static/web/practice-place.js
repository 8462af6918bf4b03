// Where a person is in a guided practice, and what they wrote: on this device only, for a day, gone at sign-out
// (forget.js).
const KEY = "wiseline-practice";
const KEPT_MS = 24 * 3_600_000;
const person = () => document.body.dataset.person ?? "";

function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return kept.person === person() ? kept.places ?? {} : {};
  } catch {
    return {};
  }
}

function put(places) {
  const fresh = Object.fromEntries(Object.entries(places).filter(([, place]) => Date.now() - place.at < KEPT_MS));
  try {
    localStorage.setItem(KEY, JSON.stringify({ person: person(), places: fresh }));
  } catch {
    // Not kept, but it goes on.
  }
}

export const placeOf = (practice) => {
  const place = all()[practice];
  return place && Date.now() - place.at < KEPT_MS ? place : null;
};
export const keepPlace = (practice, place) => put({ ...all(), [practice]: { ...place, at: Date.now() } });
export const dropPlace = (practice) => put(Object.fromEntries(Object.entries(all()).filter(([name]) => name !== practice)));
