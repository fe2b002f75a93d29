// Views, one of which is seen; arrows move between their tabs.

import { node } from "./controls.js";
import { put } from "./say.js";

/**
 * Fills the row of tabs. `views` are [name, label, panel]; `choose(name)` is called; `scrolled` names views
 * that scroll, which the keyboard must reach. The result has `show(name)`.
 */
export function mountTabs(root, views, { label, choose, scrolled = [] }) {
  root.setAttribute("role", "tablist");
  root.setAttribute("aria-label", label);
  const tabs = views.map(([name, words, panel]) => {
    const made = node("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `view-${name}`, onclick: () => choose(name) }, words);
    panel.id = `view-${name}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", made.id);
    if (scrolled.includes(name)) panel.tabIndex = 0;
    return made;
  });
  root.append(...tabs);
  root.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    choose(views[next][0]);
    tabs[next].focus();
  });
  return {
    show(name) {
      views.forEach(([own, , panel], place) => {
        panel.hidden = own !== name;
        put(tabs[place], "aria-selected", own === name);
        tabs[place].tabIndex = own === name ? 0 : -1;
      });
    },
  };
}
