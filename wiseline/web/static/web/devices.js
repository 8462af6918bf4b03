// The page of one's devices: the one it is opened on is on the list from the first look.
import { labelOf, ownKey, tellServer } from "./device.js";

const section = document.querySelector("[data-devices]");

async function register() {
  if (document.querySelector(`[data-device-key="${ownKey()}"]`)) return;
  const response = await tellServer(section.dataset.url, labelOf(section)).catch(() => null);
  if (response?.ok) document.body.dispatchEvent(new CustomEvent("wl:device"));
}

if (section) register();

