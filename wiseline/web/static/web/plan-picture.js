// The lock-screen picture: drawn on this device from the lines that are ticked, and kept by the person as a PNG.
const form = document.querySelector("form[data-picture]");
const SIDE = 90;
const TOP = 780; // below the clock of a lock screen
const BOTTOM = 260; // above its buttons

function wrapped(context, text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function draw() {
  const canvas = form.querySelector("canvas");
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  context.fillStyle = "#1f3b3a";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#f7f4ee";
  context.textBaseline = "top";
  context.font = "600 72px system-ui, sans-serif";
  context.fillText(form.elements.heading.value, SIDE, TOP, width - 2 * SIDE);
  context.font = "52px system-ui, sans-serif";
  let at = TOP + 130;
  let full = false;
  for (const box of form.querySelectorAll("[name=line]:checked")) {
    const lines = wrapped(context, box.value, width - 2 * SIDE);
    full ||= at + lines.length * 68 > height - BOTTOM;
    if (full) break;
    for (const line of lines) {
      context.fillText(line, SIDE, at, width - 2 * SIDE);
      at += 68;
    }
    at += 34;
  }
  form.querySelector("[data-picture-state]").textContent = full ? canvas.dataset.full : "";
  return canvas;
}

if (form) {
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    draw().toBlob((blob) => {
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "for-me.png" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    }, "image/png");
  });
  draw();
}
