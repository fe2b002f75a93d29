// Why the picture changed: sentences from the server, and the mechanisms' parts, which add up to each change.

import { element, escaped } from "./svg.js";
import { questionOf } from "./partnership.js";
import { whyTexts } from "./texts_partnership.js";

const paragraphs = (sentences, attributes = {}) => sentences.map((sentence) => element("p", attributes, escaped(sentence))).join("");

/** A change with its sign, as readers write it; of a chance in percentage points. */
export function signed(value, indicator, words) {
  const [size, unit] = indicator === "hazard" ? [100 * value, ` ${words.points}`] : [value, ""];
  const text = Math.abs(size).toFixed(indicator === "hazard" ? 3 : 3);
  const sign = Number(text) === 0 ? "" : size < 0 ? "−" : "+";
  return `${sign}${text}${unit}`;
}

/** A bar from the middle: to the right where it raises the indicator, green where that is better. */
function bar(value, most, better) {
  const width = most ? (49 * Math.abs(value)) / most : 0;
  const kind = Math.sign(value) === Math.sign(better) ? "good" : "bad";
  return element(
    "svg",
    { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    element("rect", { x: value < 0 ? 50 - width : 50, y: 1, width, height: 8, class: kind }),
    element("line", { x1: 50, x2: 50, y1: 0, y2: 10 }),
  );
}

function partsTable(change, words) {
  const most = Math.max(...change.parts.map((part) => Math.abs(part.change)), 0);
  const rows = change.parts.map((part) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, escaped(part.part)),
      element("td", {}, bar(part.change, most, change.better)),
      element("td", { class: "amount" }, escaped(signed(part.change, change.indicator, words))),
      element("td", { class: "soft" }, escaped(`${words.alike} ${words.share(part.alike)}`)),
    ),
  );
  const interval = words.interval(signed(change.low, change.indicator, words), signed(change.high, change.indicator, words));
  const whole = element(
    "tr",
    {},
    element("th", { scope: "row" }, escaped(words.whole)),
    element("td", {}),
    element("td", { class: "amount" }, escaped(signed(change.change, change.indicator, words))),
    element("td", { class: "soft" }, escaped(interval)),
  );
  return element("table", {}, element("tbody", {}, rows), element("tfoot", {}, whole));
}

function changeMarkup(change, words) {
  return element(
    "details",
    { class: change.settled ? "" : "calm", "data-indicator": change.indicator },
    element("summary", {}, element("b", {}, escaped(change.label)), escaped(signed(change.change, change.indicator, words))),
    change.parts.length ? partsTable(change, words) : element("p", { class: "soft" }, escaped(change.words)),
  );
}

/** The whole panel as markup. */
export function whyMarkup(told, words) {
  const [lead, ...rest] = told.words;
  const list = (title, entries) => (entries.length ? element("h3", {}, escaped(title)) + element("ul", {}, entries.map((entry) => element("li", {}, escaped(entry.words)))) : "");
  const one = element(
    "section",
    {},
    element("h3", {}, escaped(words.one(told.partnership.replicate))),
    paragraphs(told.partnership.words),
    list(words.saved, told.saved),
    list(words.endangered, told.endangered),
    told.saved.length || told.endangered.length ? element("p", { class: "soft" }, escaped(words.luck)) : "",
  );
  const changes = told.moved.length
    ? element("h3", {}, escaped(words.through)) + element("p", { class: "soft" }, escaped(words.of(told.partnerships))) + told.moved.map((change) => changeMarkup(change, words)).join("")
    : "";
  return (
    element("h2", {}, escaped(words.title)) +
    element("div", { class: "columns" }, element("section", {}, element("p", { class: "lead" }, escaped(lead)), paragraphs(rest), list(words.first, told.levers), changes), one)
  );
}

/** The panel inside `root`; `ask(path, body)` gives a promise of JSON, or of null for a question that was overtaken. */
export function mountWhy(root, { texts = {}, ask }) {
  const words = texts.why ?? whyTexts;
  let asked = "";
  root.classList.add("why");
  root.innerHTML = element("p", { class: "all soft", hidden: "" }, escaped(words.all)) + element("div", {}, element("p", { role: "status" }, escaped(words.waiting)));
  const [all, content] = root.children;
  return {
    async show(state) {
      all.hidden = !state.branch;
      const { indicator: _, ...question } = questionOf(state);
      const key = JSON.stringify(question);
      if (key === asked) return;
      asked = key;
      root.setAttribute("aria-busy", "true");
      try {
        const found = await ask("/api/why", question);
        if (asked !== key) return;
        if (!found) {
          asked = "";
          return;
        }
        const open = new Set([...root.querySelectorAll("details[open]")].map((each) => each.dataset.indicator));
        content.innerHTML = whyMarkup(found, words);
        for (const each of root.querySelectorAll("details")) each.open = open.has(each.dataset.indicator);
        root.dataset.drawn = String(Number(root.dataset.drawn ?? 0) + 1);
      } catch (error) {
        if (asked !== key) return;
        asked = "";
        content.innerHTML = element("p", { class: "problem", role: "alert" }, escaped(error.message ? `${words.failed} ${error.message}` : words.failed));
      } finally {
        if (asked === key || asked === "") root.removeAttribute("aria-busy");
      }
    },
  };
}
