// The chosen indicator of one partnership over its weeks, in both arms, with the fork and a cursor.

import { linear, linePath, plain, ticks, weekTicks } from "./scales.js";
import { element, label } from "./svg.js";

export const EDGES = { left: 38, right: 10, top: 8, bottom: 20 };

/** Both lines, in a size in pixels. Without a fork both arms are one line. */
export function courseMarkup(told, { width, height }, heading, words) {
  const name = told.indicator;
  const values = (arm) => told.arms[arm].indicators[name];
  const known = [...values("without"), ...values("with")].filter((value) => value !== null);
  const [low, high] = [Math.min(told.scale.low, ...known), linearEnd(told, known)];
  const x = linear([0, Math.max(1, told.weeks - 1)], [EDGES.left, width - EDGES.right]);
  const y = linear([low, high], [height - EDGES.bottom, EDGES.top]);
  const grid = ticks(low, high, height > 110 ? 4 : 2).map((value) => [
    element("line", { x1: EDGES.left, x2: width - EDGES.right, y1: y(value), y2: y(value), class: "grid" }),
    label(EDGES.left - 5, y(value) + 4, plain(value, high - low < 0.1 ? 3 : 2), { class: "tick", "text-anchor": "end" }),
  ]);
  const weeks = weekTicks(told.weeks, width > 260 ? 6 : 3)
    .filter((week) => week < told.weeks)
    .map((week) => label(x(week), height - 5, week || words.week(0).toLowerCase(), { class: "tick", "text-anchor": week ? "middle" : "start" }));
  const line = (arm) => {
    const life = told.arms[arm];
    const last = life.lived - 1;
    const end = life.outcome === "terminated" ? element("path", { class: `end ${arm}`, d: cross(x(last), y(values(arm)[last])) }) : "";
    return element("path", { class: `line ${arm}`, d: linePath(values(arm), x, y) }) + end;
  };
  const fork = told.fork === null || told.fork >= told.weeks ? "" : element("g", { class: "fork" }, element("path", { d: `M${x(told.fork)} ${height - EDGES.bottom}l-5 9h10Z` }), element("line", { x1: x(told.fork), x2: x(told.fork), y1: EDGES.top, y2: height - EDGES.bottom }));
  return element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, class: "course", role: "img", "aria-label": words.course(heading.label, Math.min(...known), Math.max(...known), heading.unit) },
    grid,
    weeks,
    fork,
    line("without"),
    told.fork === null ? "" : line("with"),
    element("line", { class: "cursor", x1: 0, x2: 0, y1: EDGES.top, y2: height - EDGES.bottom }),
    ["without", "with"].map((arm) => element("circle", { class: `dot ${arm}`, r: 4, cx: -20, cy: -20 })),
  );
}

/** Shares end where the colours do; other indicators where the lines do, as people's own numbers lie farther apart. */
function linearEnd({ scale }, known) {
  const highest = Math.max(...known);
  const share = scale.unit === "0..1" || scale.unit === "share";
  return share ? scale.high : highest > scale.low ? highest : scale.low + 1;
}

const cross = (x, y) => `M${x - 4} ${y - 4}l8 8M${x + 4} ${y - 4}l-8 8`;

/** The chart inside `root`, redrawn when it is given another partnership or size; `move` sets the cursor alone. */
export function mountCourse(root, words) {
  let told = null;
  let heading = null;
  let parts = null;
  let at = 0;

  function draw() {
    const [width, height] = [Math.max(180, root.clientWidth), Math.max(70, root.clientHeight)];
    if (!told || !root.clientWidth) return;
    root.innerHTML = courseMarkup(told, { width, height }, heading, words);
    const svg = root.firstElementChild;
    const known = Object.values(told.arms).flatMap((life) => life.indicators[told.indicator]);
    parts = {
      x: linear([0, Math.max(1, told.weeks - 1)], [EDGES.left, width - EDGES.right]),
      y: linear([Math.min(told.scale.low, ...known), linearEnd(told, known)], [height - EDGES.bottom, EDGES.top]),
      cursor: svg.querySelector(".cursor"),
      dots: { without: svg.querySelector(".dot.without"), with: svg.querySelector(".dot.with") },
    };
    move(at);
  }

  function move(week) {
    at = week;
    if (!parts) return;
    parts.cursor.setAttribute("x1", parts.x(week));
    parts.cursor.setAttribute("x2", parts.x(week));
    for (const [arm, dot] of Object.entries(parts.dots)) {
      const life = told.arms[arm];
      const last = Math.min(week, life.lived - 1);
      dot.setAttribute("cx", parts.x(last));
      dot.setAttribute("cy", parts.y(life.indicators[told.indicator][last]));
    }
  }

  const resized = new ResizeObserver(draw);
  resized.observe(root);
  return {
    show(given, named) {
      [told, heading] = [given, named];
      draw();
    },
    move,
  };
}
