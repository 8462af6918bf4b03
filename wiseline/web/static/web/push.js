// Ringing this device: its subscription, asked for by a tap and told to the server again on each open.
import { labelOf, tellServer } from "./device.js";

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

const same = (buffer, key) => {
  const known = new Uint8Array(buffer ?? 0);
  return known.length === key.length && known.every((value, index) => value === key[index]);
};

async function subscription(key, mayAsk) {
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  if (known && same(known.options.applicationServerKey, key)) return known;
  if (known) await known.unsubscribe();
  else if (!mayAsk) return null;
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function store(section, subscribed) {
  const response = await tellServer(section.dataset.url, labelOf(section), subscribed.toJSON());
  if (!response.ok) throw new Error(String(response.status));
}

function attach(section) {
  const { key } = section.dataset;
  const button = section.querySelector("[data-push-on]");
  const state = section.querySelector("[data-push-state]");
  const show = (name) => {
    state.textContent = section.dataset[name] ?? "";
    section.dataset.state = name;
    button.hidden = ["on", "refused", "unsupported", "install"].includes(name);
    button.disabled = false;
  };
  const turnOn = async (mayAsk) => {
    if (Notification.permission === "denied") return show("refused");
    try {
      const subscribed = await subscription(bytes(key), mayAsk);
      if (!subscribed) return show("off");
      await store(section, subscribed);
      show("on");
      document.body.dispatchEvent(new CustomEvent("wl:device"));
    } catch (error) {
      show(error?.name === "NotAllowedError" || Notification.permission === "denied" ? "refused" : "failed");
    }
  };
  if (!("serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis)) {
    // On iPhones and iPads only an app on the home screen can be rung.
    return show("standalone" in navigator && !navigator.standalone ? "install" : "unsupported");
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    if (Notification.permission === "default") await Notification.requestPermission();
    await turnOn(true);
  });
  if (Notification.permission === "granted") turnOn(true); // what the server knows may be old
  else show(Notification.permission === "denied" ? "refused" : "off");
}

document.querySelectorAll("[data-push]").forEach(attach);
