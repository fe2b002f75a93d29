// Pictures of the answer on the page: panels of the shared charts, each as large as the room it has.

import { element } from "./svg.js";
import { causesPanel, indicatorPanel, survivalPanel } from "./panels.js";

/** The size of the page's type; in front of a room numbers need more room. */
const em = () => parseFloat(getComputedStyle(document.documentElement).fontSize) * (document.documentElement.classList.contains("presenting") ? 1.18 : 1);

/** An SVG document of a size in pixels. */
const sheet = (width, height, ...parts) =>
  element("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "outsim-picture", role: "group" }, ...parts);

const SMALL = 60; // pixels, below which nothing can be drawn

/** The panels of one indicator, in one arm each, side by side on one scale. */
export function drawIndicator(root, answer, scale, { arms = ["without", "with"], names, beside, cursor = null }) {
  const unit = em();
  const [width, height] = [root.clientWidth, root.clientHeight];
  if (width < SMALL || height < SMALL) return;
  const [left, right, gap, top, bottom] = [2.9 * unit, 3 * unit, 0.5 * unit, 0.6 * unit, Math.max(26, 1.5 * unit)];
  const each = (width - left - arms.length * right - (arms.length - 1) * gap) / arms.length;
  const pinned = answer.changed.length ? "given" : null;
  const parts = arms.map((arm, place) =>
    indicatorPanel(
      answer,
      scale,
      arm,
      names[place],
      { x: left + place * (each + right + gap), y: top, width: each, height: height - top - bottom },
      { beside: beside ?? (arm === "with" && answer.levers.length ? "without" : null), pinned, cursor, left: place === 0 },
    ),
  );
  root.innerHTML = sheet(width, height, ...parts);
}

/** Survival in both arms. */
export function drawSurvival(root, answer, names, { cursor = null } = {}) {
  const unit = em();
  const [width, height] = [root.clientWidth, root.clientHeight];
  if (width < SMALL || height < SMALL) return;
  const box = { x: 2.9 * unit, y: 0.7 * unit, width: width - 5.6 * unit, height: height - 2.6 * unit };
  root.innerHTML = sheet(width, height, survivalPanel(answer, answer.compared, names, box, { cursor }));
}

/** Causes in both arms. */
export function drawCauses(root, answer, names) {
  const [width, height] = [root.clientWidth, root.clientHeight];
  if (width < SMALL || height < SMALL) return;
  root.innerHTML = sheet(width, height, causesPanel(answer, answer.compared, names, { x: 0, y: 2, width, height: height - 4 }));
}
