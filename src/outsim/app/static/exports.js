// The answer to take along: a picture that stands alone, numbers, and a file for the command line.

import { picture } from "./charts.js";
import { element, label } from "./svg.js";
import { postForFile } from "./server.js";

const WIDTH = 1180;
const LINE = 18;
const FACTOR = 2; // pixels of a PNG for one of the picture

/** Text in lines of so many letters, by words. */
export function lines(text, most) {
  const found = [""];
  for (const word of text.split(" ")) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (longer.length > most && found.at(-1)) found.push(word);
    else found[found.length - 1] = longer;
  }
  return found;
}

/** Colours by value: what other programs read knows no variables of a page. */
export const standalone = (svg) => svg.replace(/var\(--[\w-]+, ((?:[^()]|\([^()]*\))*)\)/g, "$1").replaceAll("&quot;DejaVu Sans&quot;", "'DejaVu Sans'");

/** The whole answer with what it is an answer to. `told` has title, situation and levers, in words. */
export function exportedPicture(answer, told, texts) {
  const inner = picture(answer, WIDTH);
  const [, high] = inner.match(/height="([\d.]+)"/).map(Number);
  const rows = [
    ...lines(`${texts.picture.situation}: ${told.situation}`, 165),
    ...lines(`${texts.picture.levers}: ${told.levers}`, 165),
    ...(answer.branch ? lines(`${texts.picture.futures}: ${texts.bands.branch(answer.branch.replicate, answer.branch.week)}. ${texts.bands.branchAbout}.`, 165) : []),
  ];
  const top = 44 + rows.length * LINE;
  const [width, height] = [WIDTH + 40, high + top + 20];
  const svg = element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "system-ui, 'DejaVu Sans', sans-serif" },
    element("rect", { width, height, fill: "#ffffff" }),
    label(20, 30, told.title, { "font-size": 20, "font-weight": 700, fill: "#1a1a1a" }),
    rows.map((row, place) => label(20, 52 + place * LINE, row, { "font-size": 13, fill: "#444444" })),
    inner.replace("<svg ", `<svg x="14" y="${top}" `),
  );
  return standalone(svg);
}

function save(content, type, name) {
  const at = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = at;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(at), 5000);
}

/** An SVG document as a PNG. */
async function asPng(svg) {
  const at = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = at;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * FACTOR;
    canvas.height = image.naturalHeight * FACTOR;
    const paper = canvas.getContext("2d");
    paper.scale(FACTOR, FACTOR);
    paper.drawImage(image, 0, 0);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(at);
  }
}

const named = (title, ending) => `outsim-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.${ending}`;

export const saveSvg = (answer, told, texts) => save(exportedPicture(answer, told, texts), "image/svg+xml", named(told.title, "svg"));
export const savePng = async (answer, told, texts) => save(await asPng(exportedPicture(answer, told, texts)), "image/png", named(told.title, "png"));
export const saveCsv = async (asked, told) => save((await postForFile("/api/export/csv", asked)).text, "text/csv", named(told.title, "csv"));

/** Under its own name: its first lines say how it is run, by that name. */
export async function saveYaml(asked) {
  const { text, name } = await postForFile("/api/export/yaml", asked);
  save(text, "application/yaml", name);
}
