// One panel each: an indicator in one arm, survival in both, causes in both.

import { bandPath, linePath, linear, per100, plain, stepPath, ticks, weekTicks, heading } from "./scales.js";
import { element, label, title } from "./svg.js";
import { WORDS } from "./words.js";

export const COLOURS = {
  anxiety: "var(--outsim-vermillion, #d55e00)",
  alignment: "var(--outsim-green, #009e73)",
  expectation_gap: "var(--outsim-orange, #e69f00)",
  friction: "var(--outsim-purple, #cc79a7)",
};
const BLUE = "var(--outsim-blue, #0072b2)";
const ORANGE = "var(--outsim-vermillion, #d55e00)";

const lastKnown = (values) => values.reduce((found, value, week) => (value === null ? found : week), -1);

/** The frame of a panel: its grid, its axes, and what is drawn in it. */
function framed(box, scale, weeks, named, content, { left = true } = {}) {
  const [x, y] = [linear([0, weeks], [0, box.width]), linear([scale.low, scale.high], [box.height, 0])];
  const lines = ticks(scale.low, scale.high, box.height < 90 ? 2 : 4).map((value) => [
    element("line", { x1: 0, x2: box.width, y1: y(value), y2: y(value), class: "grid" }),
    left ? label(-6, y(value) + 4, scale.percent ? `${Math.round(100 * value)}` : plain(value), { class: "tick", "text-anchor": "end" }) : "",
  ]);
  const below = weekTicks(weeks, box.width > 260 ? 5 : box.width > 130 ? 3 : 1).map((week) =>
    label(x(week), box.height + 20, week ? week : WORDS.week(0), { class: "tick", "text-anchor": week ? "middle" : "start" }),
  );
  return element(
    "g",
    { transform: `translate(${box.x} ${box.y})`, role: "img", "aria-label": named, class: "panel" },
    title(named),
    lines,
    below,
    content(x, y),
  );
}

/** What a panel of an indicator says, in words. */
export function indicatorWords(name, arm, bands, running, fewest) {
  const last = lastKnown(bands.q50);
  if (last < 0) return WORDS.indicator.nothing(heading(name), arm);
  const spread = running[last] >= fewest ? WORDS.indicator.spread(plain(bands.q05[last]), plain(bands.q95[last])) : "";
  return WORDS.indicator.said(heading(name), arm, plain(bands.q50[0]), plain(bands.q50[last]), last, spread, running[last]);
}

/**
 * One indicator in one arm: 90 %, the middle half, the median; dashed, the median of the arm beside it; dotted, of an arm
 * that is pinned.
 */
export function indicatorPanel(answer, scale, arm, named, box, { beside = null, pinned = null, cursor = null, left = true } = {}) {
  const { bands, running } = answer.arms[arm];
  const band = bands[scale.name];
  const colour = COLOURS[scale.name] ?? BLUE;
  const enough = (week) => running[week] >= answer.fewest;
  return framed(box, scale, answer.weeks, indicatorWords(scale.name, named, band, running, answer.fewest), (x, y) => {
    const at = cursor ?? lastKnown(band.q50);
    const value = band.q50[at] ?? null;
    const starts = arm === "with" ? answer.levers.map((lever) => lever.start) : [];
    return [
      element("path", { d: bandPath(band.q05, band.q95, x, y, enough), fill: colour, "fill-opacity": 0.22, class: "band" }),
      element("path", { d: bandPath(band.q25, band.q75, x, y, enough), fill: colour, "fill-opacity": 0.38, class: "band" }),
      pinned ? element("path", { d: linePath(answer.arms[pinned].bands[scale.name].q50, x, y), class: "pinned" }) : "",
      beside ? element("path", { d: linePath(answer.arms[beside].bands[scale.name].q50, x, y), class: "beside" }) : "",
      element("path", { d: linePath(band.q50, x, y), stroke: colour, class: "median" }),
      starts.map((week) =>
        element("path", { d: `M${x(week)} ${box.height}l-5 8h10z`, class: "start" }, title(WORDS.indicator.pulled(week))),
      ),
      cursor === null ? "" : element("line", { x1: x(cursor), x2: x(cursor), y1: 0, y2: box.height, class: "cursor" }),
      value === null
        ? ""
        : label(Math.min(x(at) + 5, box.width + 4), Math.min(Math.max(y(value) + 4, 10), box.height - 2), plain(value), {
            class: "value",
            "text-anchor": "start",
          }),
    ];
  }, { left });
}

/** The share not terminated, week by week: solid the arm in question with its interval, dashed the one beside it. */
export function survivalPanel(answer, [before, after], names, box, { cursor = null } = {}) {
  const [dashed, solid] = [answer.arms[before].survival, answer.arms[after].survival];
  const scale = { low: 0, high: 1, percent: true };
  const at = cursor ?? answer.weeks - 1;
  const said = WORDS.survival.said(per100(dashed.share[at]), per100(solid.share[at]), names, at);
  return framed(box, scale, answer.weeks, said, (x, y) => {
    const ends = [dashed.share[at], solid.share[at]].map((share) => y(share) + 4);
    if (Math.abs(ends[0] - ends[1]) < 14) {
      const up = solid.share[at] >= dashed.share[at] ? 1 : 0;
      const middle = Math.min(Math.max((ends[0] + ends[1]) / 2, 14), box.height - 10);
      ends[up] = middle - 7;
      ends[1 - up] = middle + 7;
    }
    const place = Math.min(x(at + 1) + 5, box.width + 4);
    return [
      element("path", {
        d: `${bandPath([1, ...solid.low], [1, ...solid.high], x, y)}`,
        fill: BLUE,
        "fill-opacity": 0.22,
        class: "band",
      }),
      element("path", { d: stepPath(dashed.share, x, y), class: "beside" }),
      element("path", { d: stepPath(solid.share, x, y), stroke: BLUE, class: "median" }),
      cursor === null ? "" : element("line", { x1: x(cursor), x2: x(cursor), y1: 0, y2: box.height, class: "cursor" }),
      before === after ? "" : label(place, ends[0], per100(dashed.share[at]), { class: "value soft" }),
      label(place, ends[1], per100(solid.share[at]), { class: "value" }),
    ];
  });
}

/** What ends partnerships: of 100, in each arm, the most frequent first. */
export function causesPanel(answer, [before, after], names, box) {
  const all = new Map();
  for (const arm of [before, after]) {
    for (const found of answer.arms[arm].causes) {
      const row = all.get(found.cause) ?? { words: found.words };
      all.set(found.cause, { ...row, [arm]: found });
    }
  }
  const every = [...all.values()].sort((a, b) => (b[before]?.share ?? 0) - (a[before]?.share ?? 0));
  const room = Math.max(3, Math.floor(box.height / 22));
  const rows = every.slice(0, every.length > room ? room - 1 : room); // a line says how many there is no room for
  const more = every.length - rows.length;
  const names_width = Math.min(170, box.width * 0.48);
  const most = Math.max(0.02, ...rows.flatMap((row) => [row[before]?.high ?? 0, row[after]?.high ?? 0]));
  const x = linear([0, most], [names_width, box.width - 26]);
  const high = Math.min(30, box.height / Math.max(rows.length + (more ? 0.6 : 0), 4));
  const bars = rows.map((row, place) => {
    const top = place * high;
    const bar = (arm, y, colour, opacity) => {
      const found = row[arm];
      const share = found?.share ?? 0;
      const width = Math.max(0, x(share) - names_width);
      return [
        element("rect", { x: names_width, y, width, height: high * 0.34, fill: colour, "fill-opacity": opacity }),
        found ? element("line", { x1: x(found.low), x2: x(found.high), y1: y + high * 0.17, y2: y + high * 0.17, class: "interval" }) : "",
        label(x(found?.high ?? 0) + 4, y + high * 0.17 + 4, per100(share), { class: arm === before && before !== after ? "tick" : "value" }),
      ];
    };
    return [
      label(names_width - 6, top + high * 0.5 + 2, row.words, { class: "tick", "text-anchor": "end" }),
      bar(before, top + high * 0.1, ORANGE, before === after ? 0.7 : 0.35),
      before === after ? "" : bar(after, top + high * 0.48, BLUE, 0.75),
    ];
  });
  const said = every.length
    ? WORDS.causes.said(every.map((row) => `${row.words} ${per100(row[before]?.share ?? 0)} ${names[0]}, ${per100(row[after]?.share ?? 0)} ${names[1]}`).join("; "))
    : WORDS.causes.none;
  return element(
    "g",
    { transform: `translate(${box.x} ${box.y})`, role: "img", "aria-label": said, class: "panel" },
    title(said),
    rows.length ? bars : label(0, 20, `${WORDS.causes.none}.`, { class: "tick" }),
    more ? label(names_width - 6, rows.length * high + 12, WORDS.causes.more(more), { class: "tick", "text-anchor": "end" }) : "",
  );
}
