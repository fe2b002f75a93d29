// The network of one partnership's people: drawn once, then only recoloured, week by week.
// Circles are client staff, squares leaders, diamonds vendor teams; everybody stays in place.

import { ramp, shade, tieLook } from "./colours.js";
import { element, escaped, title } from "./svg.js";

const [WIDE, HIGH, EDGE] = [360, 210, 14]; // of the drawing, in its own units
const KINDS = ["staff", "leaders", "teams"];
const NONE = "none";

const place = (person) => ({ x: EDGE + person.x * (WIDE - 2 * EDGE), y: EDGE + (1 - person.y) * (HIGH - 2 * EDGE) });
const fixed = (number) => Number(number.toFixed(1));

/** How large a node is, so that as many as there are have room. */
export const sizeOf = (people) => Math.min(7.5, Math.max(2.6, 34 / Math.sqrt(people)));

const SHAPES = {
  staff: ({ x, y }, size) => `M${fixed(x - size)} ${fixed(y)}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`,
  leaders: ({ x, y }, size) => `M${fixed(x - size)} ${fixed(y - size)}h${2 * size}v${2 * size}h${-2 * size}Z`,
  teams: ({ x, y }, size) => `M${fixed(x)} ${fixed(y - 1.35 * size)}L${fixed(x + 1.35 * size)} ${fixed(y)}L${fixed(x)} ${fixed(y + 1.35 * size)}L${fixed(x - 1.35 * size)} ${fixed(y)}Z`,
};

/** The drawing without any colour: who reports to whom, ties, people. */
export function networkMarkup({ people, ties }) {
  const size = fixed(sizeOf(people.staff.length));
  const line = (one, other, attributes) => {
    const [a, b] = [place(one), place(other)];
    return element("line", { x1: fixed(a.x), y1: fixed(a.y), x2: fixed(b.x), y2: fixed(b.y), ...attributes });
  };
  const reports = people.staff.map((person) => line(person, people.leaders[person.leader], { class: "report" }));
  const tied = ties.map(([person, team]) => line(people.staff[person], people.teams[team], { class: "tie" }));
  const nodes = KINDS.map((kind) =>
    element(
      "g",
      { class: kind },
      people[kind].map((person) => element("path", { class: "person", d: SHAPES[kind](place(person), kind === "staff" ? size : fixed(size * 1.25)), fill: NONE }, title(person.label))),
    ),
  );
  return element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDE} ${HIGH}`, class: "network", role: "img", "aria-label": "" },
    element("g", { class: "reports" }, reports),
    element("g", { class: "ties" }, tied),
    element("g", { class: "people" }, nodes),
  );
}

/** Why the two drawings of networks are the same: only then one can be recoloured into the other. */
export const shapeOf = ({ people, ties }) => JSON.stringify([people, ties]);

/** What the network shows in a week, for those who do not see it. */
export function networkWords({ life, week, arm, heading, words }) {
  const last = life.lived - 1;
  const at = Math.min(week, last);
  const over = week >= last && life.outcome === "terminated" ? life.over : "";
  const parts = KINDS.filter((kind) => life.nodes[kind]).map((kind) => {
    const known = life.nodes[kind][at].filter((value) => value !== null);
    return words.spread(words.kinds[kind], Math.min(...known), Math.max(...known));
  });
  const friction = life.friction[at];
  parts.push(words.tied(friction.length, Math.min(...friction), Math.max(...friction)));
  return words.picture(arm, week, heading.label, life.indicators[heading.name][at], heading.unit, `${parts.join("; ")}.`, over);
}

/** One network inside `root`; `show` draws a week of a life, and touches only what has changed. */
export function mountNetwork(root, words) {
  let shape = "";
  let svg = null;
  let [nodes, ties] = [{}, []];
  const seen = new WeakMap(); // the look that an element has

  function build(told) {
    const now = shapeOf(told);
    if (now === shape) return;
    shape = now;
    root.innerHTML = networkMarkup(told);
    svg = root.firstElementChild;
    nodes = Object.fromEntries(KINDS.map((kind) => [kind, [...svg.querySelectorAll(`.${kind} > path`)]]));
    ties = [...svg.querySelectorAll(".tie")];
  }

  function set(made, name, value) {
    const known = seen.get(made) ?? {};
    if (known[name] === value) return;
    known[name] = value;
    seen.set(made, known);
    made.setAttribute(name, value);
  }

  return {
    show(told, life, week, arm, heading) {
      build(told);
      const at = Math.min(week, life.lived - 1);
      const over = week >= life.lived - 1 && life.outcome === "terminated";
      for (const kind of KINDS) {
        const values = life.nodes[kind]?.[at];
        nodes[kind].forEach((made, one) => set(made, "fill", shade(values?.[one], told.scale)));
      }
      life.friction[at].forEach((friction, one) => {
        const look = tieLook(friction, told.friction);
        set(ties[one], "stroke", look.colour);
        set(ties[one], "stroke-width", look.width);
      });
      set(svg, "class", over ? "network over" : "network");
      set(svg, "aria-label", networkWords({ life, week, arm, heading, words }));
    },
  };
}

/** The key: colours with their scale and unit, shapes, and what wide ties mean. */
export function legendMarkup({ scale, friction, arms }, heading, words) {
  const steps = 24;
  const bar = ramp(steps).map((colour, step) => element("rect", { x: step * 5, y: 0, width: 5.5, height: 12, fill: colour }));
  const coloured = KINDS.some((kind) => arms.without.nodes[kind]);
  const colours = coloured
    ? element(
        "span",
        { class: "entry colours" },
        escaped(words.scale(heading.label, scale.unit)),
        element("span", { class: "end" }, escaped(words.value(scale.low))),
        element("svg", { viewBox: `0 0 ${steps * 5} 12`, class: "ramp", "aria-hidden": "true" }, bar),
        element("span", { class: "end" }, escaped(words.value(scale.high))),
      )
    : element("span", { class: "entry" }, escaped(words.noColour(heading.label)));
  const shapes = KINDS.map((kind) =>
    element(
      "span",
      { class: "entry" },
      element("svg", { viewBox: "0 0 16 16", class: "shape", "aria-hidden": "true" }, element("path", { d: SHAPES[kind]({ x: 8, y: 8 }, 5), class: "person", fill: NONE })),
      escaped(words.kinds[kind]),
    ),
  );
  const lines = friction.map((value, row) => {
    const look = tieLook(value, friction);
    return element("line", { x1: 0, x2: 24, y1: 4 + row * 8, y2: 4 + row * 8, stroke: look.colour, "stroke-width": look.width });
  });
  const tied = element("span", { class: "entry" }, element("svg", { viewBox: "0 0 24 16", class: "tielook", "aria-hidden": "true" }, lines), escaped(words.friction(...friction)));
  return colours + shapes.join("") + tied;
}
