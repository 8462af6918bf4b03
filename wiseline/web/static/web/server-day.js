// The server's clock, and the person's day, on the device: also on a page that was kept.

/** The time by the server's clock, also on a page that was kept: the freshest page that was seen says by how much. */
export function now() {
  const made = Number(document.body.dataset.serverNow) * 1000;
  try {
    const known = JSON.parse(localStorage.getItem("wiseline-clock") ?? "null");
    if (known && known.server >= made) return new Date(Date.now() + known.server - known.device);
    localStorage.setItem("wiseline-clock", JSON.stringify({ server: made, device: Date.now() }));
  } catch {
    // Without storage the device's clock is believed.
    return new Date();
  }
  return new Date(made);
}

export const dayIn = (zone, moment) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment);
