// Taking a chart along: its numbers as CSV, its picture as SVG or PNG.

const LOOK = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "display", "font-family", "font-size", "font-weight", "text-anchor"];
const MARGIN = 48;
const SCALE = 2;

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A cell for a spreadsheet: never read as a formula.
function quoted(text) {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csv(chart) {
  const rows = [...chart.querySelectorAll("table tr")].map((row) =>
    [...row.children].map((cell) => quoted(cell.dataset.value ?? cell.textContent.trim())).join(","),
  );
  return new Blob([`\ufeff${rows.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
}

// A copy that needs no style sheet and no page around it.
function standalone(chart) {
  const plot = chart.querySelector(".plot");
  const copy = plot.cloneNode(true);
  const from = [plot, ...plot.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, at) => {
    const style = getComputedStyle(from[at]);
    for (const name of LOOK) {
      const value = style.getPropertyValue(name);
      if (value && !value.startsWith("url(")) node.setAttribute(name, value);
    }
    for (const name of ["class", "tabindex", "data-at", "href"]) node.removeAttribute(name);
  });
  const box = plot.getBoundingClientRect();
  const [width, height] = [Math.round(box.width) + 2 * MARGIN, Math.round(box.height) + 2 * MARGIN];
  copy.setAttribute("x", MARGIN);
  copy.setAttribute("y", MARGIN);
  copy.setAttribute("width", Math.round(box.width));
  copy.setAttribute("height", Math.round(box.height));
  copy.setAttribute("overflow", "visible");
  const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(name, value);
  const ground = document.createElementNS(whole.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ width, height, fill: getComputedStyle(chart).backgroundColor })) ground.setAttribute(name, value);
  const title = document.createElementNS(whole.namespaceURI, "text");
  const look = getComputedStyle(chart);
  for (const [name, value] of Object.entries({ x: MARGIN / 2, y: MARGIN / 2 + 4, fill: look.color, "font-family": look.fontFamily, "font-size": 15, "font-weight": 600 })) title.setAttribute(name, value);
  title.textContent = chart.querySelector(".chart-title").firstElementChild.textContent.trim();
  whole.append(ground, title, copy);
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

async function png({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export async function saveChart(chart, kind) {
  const name = `${chart.id}.${kind}`;
  if (kind === "csv") return save(csv(chart), name);
  const picture = standalone(chart);
  if (kind === "svg") return save(new Blob([picture.text], { type: "image/svg+xml" }), name);
  return save(await png(picture), name);
}
