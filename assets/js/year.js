// A year in review taken along: as a PNG drawn from its SVG, or on paper.

import { save } from "./chart-files.js";

const [WIDTH, HEIGHT] = [1080, 1350];

async function drawn(address) {
  const image = new Image(WIDTH, HEIGHT);
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  canvas.getContext("2d").drawImage(image, 0, 0, WIDTH, HEIGHT);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export function offerYear() {
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-year-png], [data-print]");
    if (!button) return;
    if (button.dataset.yearPng) save(await drawn(button.dataset.yearPng), button.dataset.name);
    else window.print();
  });
}
