// A photo is made small before it leaves the device. Where that fails, the server does it.
const LONGEST = 1280;

async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
}

document.querySelector("form[data-photo] input[type=file]")?.addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  try {
    const carrier = new DataTransfer();
    carrier.items.add(new File([await small(file)], "photo.jpg", { type: "image/jpeg" }));
    if (target.files[0] === file) target.files = carrier.files;
  } catch {
    // as it is
  }
});
