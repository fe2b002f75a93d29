// The picture: one SVG document made from an answer (outsim.app.answer), the same in a notebook and on a page.
// Pure: from an answer and a width to markup. Colours and type follow CSS variables (--outsim-...).

import { heading, per100, per100Range, plain } from "./scales.js";
import { element, escaped, label, title } from "./svg.js";
import { causesPanel, indicatorPanel, survivalPanel } from "./panels.js";
import { WORDS } from "./words.js";

export const STYLE = `
.outsim-picture { font: 12px/1.3 var(--outsim-font, system-ui, "DejaVu Sans", sans-serif); background: var(--outsim-paper, #ffffff); }
.outsim-picture text { fill: var(--outsim-ink, #1a1a1a); }
.outsim-picture .tick, .outsim-picture .soft { fill: var(--outsim-soft, #5a5a5a); }
.outsim-picture .tick { font-size: 11px; }
.outsim-picture .value { font-size: 12px; font-weight: 600; paint-order: stroke; stroke: var(--outsim-paper, #ffffff); stroke-width: 3px; }
.outsim-picture .big { font-size: 34px; font-weight: 700; }
.outsim-picture .head { font-size: 14px; font-weight: 700; }
.outsim-picture .grid { stroke: var(--outsim-faint, #dddddd); stroke-width: 1; }
.outsim-picture .median { fill: none; stroke-width: 2.2; }
.outsim-picture .beside { fill: none; stroke: var(--outsim-ink, #1a1a1a); stroke-width: 1.4; stroke-dasharray: 5 4; }
.outsim-picture .pinned { fill: none; stroke: var(--outsim-soft, #5a5a5a); stroke-width: 1.6; stroke-dasharray: 1.5 3.5; stroke-linecap: round; }
.outsim-picture .cursor { stroke: var(--outsim-ink, #1a1a1a); stroke-width: 1; }
.outsim-picture .interval { stroke: var(--outsim-ink, #1a1a1a); stroke-width: 1; }
.outsim-picture .start { fill: var(--outsim-green, #009e73); }
`;

const NARROW = 620; // pixels, below which all stands in one column
const HEAD = 62;
const LINE = 16;

/** What the two arms are called that an answer compares. */
export function armNames(answer) {
  const [before, after] = answer.compared;
  if (before === after) return WORDS.arms.same;
  return after === "with" ? WORDS.arms.levers : WORDS.arms.changed;
}

/** The big numbers: of 100 partnerships, how many end in each arm, and what the second one prevents. */
function headline(answer, width) {
  const [before, after] = answer.compared;
  const names = armNames(answer);
  const within = (found) => WORDS.big.within(answer.weeks, per100(found.low), per100(found.high));
  const numbers = [before, after]
    .filter((arm, place, all) => all.indexOf(arm) === place)
    .map((arm, place) => [per100(answer.arms[arm].failed.share), heading(names[place]), WORDS.big.terminated(Boolean(answer.branch)), within(answer.arms[arm].failed)]);
  if (before !== after) {
    const { value, low, high, verdict } = answer.prevented;
    const [what, range] = value < 0 ? [WORDS.big.added, { low: -high, high: -low }] : [WORDS.big.prevented, { low, high }];
    numbers.push([per100(Math.abs(value)), what, WORDS.big.of(per100Range(range)), verdict]);
  }
  const narrow = width < NARROW;
  const each = Math.min(width / 3, 330);
  return numbers.map(([number, head, what, more], place) =>
    element(
      "g",
      { transform: narrow ? `translate(0 ${place * HEAD})` : `translate(${place * each} 0)`, class: "number" },
      label(0, 40, number, { class: "big" }),
      label(74, 16, head, { class: "head" }),
      label(74, 32, what, { class: "tick" }),
      label(74, 47, more, { class: "tick" }),
    ),
  );
}

/** How to read it. */
export function legend(answer) {
  const [before, after] = answer.compared;
  const dashed = before === after ? "" : armNames(answer)[0];
  return WORDS.legend(dashed, answer.levers.length, answer.replicates, Math.round(100 * answer.confidence), Boolean(answer.branch));
}

/** Text broken into lines of so many letters, by words. */
function broken(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** The whole picture as an SVG document of a width in pixels. Options: cursor, a week whose values are told. */
export function picture(answer, width, { cursor = null } = {}) {
  const narrow = width < NARROW;
  const [before, after] = answer.compared;
  const names = armNames(answer);
  const head = (narrow && before !== after ? 3 : 1) * HEAD + 4;
  const pair = narrow ? width : (width - 24) / 2;
  const arms = before === after ? [before] : [before, after];
  const panel = { width: (pair - 34) / arms.length - 38, height: narrow ? 110 : 130 };
  const row = panel.height + 74;
  const parts = [element("g", {}, headline(answer, width))];
  answer.indicators.forEach((scale, place) => {
    const [left, top] = narrow ? [0, head + place * row] : [(place % 2) * (pair + 24), head + Math.floor(place / 2) * row];
    const better = WORDS.better(scale.better);
    parts.push(label(left, top + 16, heading(scale.name), { class: "head" }));
    parts.push(label(left + 9 * scale.name.length + 12, top + 16, `${scale.unit.replace("..", WORDS.to)}, ${better}`, { class: "tick" }));
    arms.forEach((arm, side) => {
      const box = { ...panel, x: left + 34 + side * (panel.width + 38), y: top + 40 };
      parts.push(label(box.x, top + 34, heading(names[side]), { class: "tick" }));
      parts.push(
        indicatorPanel(answer, scale, arm, names[side], box, {
          beside: side ? before : null,
          cursor,
          left: !side,
        }),
      );
    });
  });
  const rows = narrow ? answer.indicators.length : Math.ceil(answer.indicators.length / 2);
  let top = head + rows * row;
  const low = { width: pair - 34 - 38, height: 150 };
  parts.push(label(0, top + 16, WORDS.survival.title, { class: "head" }));
  parts.push(label(80, top + 16, WORDS.survival.about, { class: "tick" }));
  parts.push(survivalPanel(answer, answer.compared, names, { ...low, x: 34, y: top + 30 }, { cursor }));
  const beside = narrow ? [0, top + 220] : [pair + 24, top];
  parts.push(label(beside[0], beside[1] + 16, WORDS.causes.title, { class: "head" }));
  const shades = before === after ? WORDS.causes.about : WORDS.causes.shades(names);
  parts.push(label(beside[0] + 66, beside[1] + 16, shades, { class: "tick" }));
  parts.push(causesPanel(answer, answer.compared, names, { x: beside[0], y: beside[1] + 30, width: pair, height: 170 }));
  top = beside[1] + 224;
  const lines = broken(legend(answer), Math.max(20, Math.floor(width / 5.9)));
  parts.push(lines.map((line, place) => label(0, top + place * LINE, line, { class: "tick" })));
  const height = top + lines.length * LINE;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `-6 -6 ${width + 12} ${height + 6}`,
      width: width + 12,
      height: height + 6,
      class: "outsim-picture",
      role: "group",
      "aria-label": answer.words,
    },
    title(answer.words),
    element("style", {}, STYLE),
    parts,
  );
}

/** The numbers of the picture as a table, for those who read and do not look. */
export function numbersTable(answer) {
  const [before, after] = answer.compared;
  const names = armNames(answer);
  const weeks = [13, 26, 52, answer.weeks - 1].filter((week, place, all) => week < answer.weeks && all.indexOf(week) === place);
  const cell = (tag, text) => element(tag, tag === "th" ? { scope: "col" } : {}, escaped(text));
  const rows = answer.indicators.flatMap((scale) =>
    [before, after].filter((arm, place, all) => all.indexOf(arm) === place).map((arm, side) => {
      const band = answer.arms[arm].bands[scale.name];
      const values = weeks.map((week) =>
        band.q50[week] === null ? WORDS.table.none : WORDS.table.value(plain(band.q50[week]), plain(band.q05[week]), plain(band.q95[week])),
      );
      return element("tr", {}, element("th", { scope: "row" }, escaped(`${heading(scale.name)}, ${names[side]}`)), values.map((text) => cell("td", text)));
    }),
  );
  const head = element("tr", {}, cell("th", WORDS.table.head), weeks.map((week) => cell("th", WORDS.week(week))));
  return element("table", { class: "outsim-numbers" }, element("caption", {}, escaped(answer.words)), element("thead", {}, head), element("tbody", {}, rows));
}
