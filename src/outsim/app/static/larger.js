// Where the screen is low, one of the two parts on the left can have the room of both.

import { node } from "./controls.js";
import { icon } from "./icons.js";

/** A button for each panel in its heading's row: the panel takes the room, or both share it again. */
export function mountLarger(side, panels, words) {
  const buttons = panels.map((panel, place) =>
    node("button", { type: "button", class: "icon-button larger", "aria-label": words, title: words, "aria-pressed": "false", onclick: () => {
      const on = buttons[place].getAttribute("aria-pressed") !== "true";
      buttons.forEach((each, other) => {
        each.setAttribute("aria-pressed", String(on && other === place));
        panels[other].classList.toggle("folded", on && other !== place);
      });
      side.dataset.larger = on ? String(place) : "";
    } }, icon("larger")),
  );
  panels.forEach((panel, place) => panel.querySelector("header").append(buttons[place]));
}
