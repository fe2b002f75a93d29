// The answer in very big numbers: of 100 partnerships, how many are terminated without and with the levers.

import { node } from "./controls.js";
import { put, say } from "./say.js";
import { per100, plain } from "./scales.js";

const NS = "http://www.w3.org/2000/svg";
const ACROSS = 20;
const STEP = 10;

/** Shows a hundred partnerships as dots, where they are not shown already. */
function showHundred(root, failed, saved) {
  const shown = `${failed} ${saved}`;
  if (root.dataset.shown === shown) return;
  root.dataset.shown = shown;
  root.replaceChildren(hundred(failed, saved));
}

/** A hundred partnerships as dots: filled squares are terminated, rings are prevented, small dots go on. */
function hundred(failed, saved) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", `0 0 ${ACROSS * STEP} ${5 * STEP}`);
  svg.setAttribute("class", "hundred");
  svg.setAttribute("aria-hidden", "true");
  for (let one = 0; one < 100; one += 1) {
    const kind = one < failed ? "failed" : one < failed + saved ? "saved" : "lasting";
    const dot = document.createElementNS(NS, kind === "failed" ? "rect" : "circle");
    const [x, y] = [(Math.floor(one / 5) + 0.5) * STEP, ((one % 5) + 0.5) * STEP];
    const place = kind === "failed" ? { x: x - 3.7, y: y - 3.7, width: 7.4, height: 7.4 } : { cx: x, cy: y, r: kind === "saved" ? 3.1 : 1.7 };
    for (const [name, value] of Object.entries(place)) dot.setAttribute(name, value);
    dot.setAttribute("class", kind);
    svg.append(dot);
  }
  return svg;
}

/** A heading in many words and in few; the style sheet shows those that there is room for. */
function headed(root, [long, short]) {
  if (!root.firstChild) root.append(node("span", { class: "long" }), node("span", { class: "short" }));
  say(root.firstChild, long);
  say(root.lastChild, short);
}

function card(kind, head) {
  const made = {
    big: node("strong", { class: "big" }),
    of: node("span", { class: "of" }),
    interval: node("span", { class: "interval" }),
    picture: node("div", { class: "dots" }),
    exact: node("span", { class: "exact" }),
    note: node("span", { class: "note" }),
    head: node("h3", {}),
  };
  headed(made.head, head);
  made.root = node("div", { class: `number ${kind}` }, made.head, made.big, node("div", { class: "facts" }, made.of, made.interval, made.exact, made.note), made.picture);
  return made;
}

/** Fills the row of numbers. The result has `show(answer, {guess})`, where guess is a prediction to compare with, or null. */
export function mountNumbers(root, { texts }) {
  const words = texts.numbers;
  const cards = {
    given: card("given", words.given),
    without: card("without", words.without),
    with: card("with", words.with),
    prevented: card("prevented", words.prevented),
  };
  cards.given.root.hidden = true;
  const said = node("p", { class: "said", role: "status" });
  root.setAttribute("aria-label", words.label);
  root.append(node("div", { class: "row-of-numbers" }, ...Object.values(cards).map((each) => each.root), said));

  const share = (made, found, futures) => {
    say(made.big, per100(found.share));
    say(made.of, futures ? words.ofFutures : words.of);
    say(made.interval, words.interval(per100(found.low), per100(found.high)));
  };
  return {
    show(answer, { guess = null } = {}) {
      const { given, without, with: pulled } = answer.arms;
      const changed = answer.changed.length > 0;
      const levers = answer.levers.length > 0;
      cards.given.root.hidden = !changed;
      const futures = Boolean(answer.branch);
      share(cards.given, given.failed, futures);
      share(cards.without, without.failed, futures);
      const [before, after] = [without, pulled].map((arm) => Math.round(100 * arm.failed.share));
      showHundred(cards.without.picture, before, 0);
      cards.with.root.classList.toggle("idle", !levers);
      if (levers) {
        share(cards.with, pulled.failed, futures);
        showHundred(cards.with.picture, after, Math.max(0, before - after));
      } else {
        say(cards.with.big, "–");
        say(cards.with.of, words.noLever);
        say(cards.with.interval, "");
        cards.with.picture.replaceChildren();
        delete cards.with.picture.dataset.shown;
      }
      say(cards.with.note, guess === null || !levers ? "" : words.predicted(guess, after));
      say(cards.without.note, guess === null || levers ? "" : words.predicted(guess, before));
      const { value, low, high, verdict } = answer.prevented;
      const worse = value < 0;
      const made = cards.prevented;
      made.root.classList.toggle("idle", !levers);
      made.root.classList.toggle("worse", levers && worse);
      headed(made.head, levers && worse ? words.added : words.prevented);
      say(made.big, levers ? per100(Math.abs(value)) : "–");
      say(made.of, words.ofWithin(answer.weeks));
      say(made.interval, levers ? words.interval(per100(worse ? -high : low), per100(worse ? -low : high)) : "");
      const odd = levers && before - after !== Math.round(100 * value);
      say(made.exact, odd ? words.exact(...[without, pulled].map((arm) => plain(100 * arm.failed.share, 1))) : "");
      say(made.note, levers ? words.verdict[verdict] : "");
      root.classList.toggle("pinned", changed);
      say(said, answer.words);
      for (const each of Object.values(cards)) put(each.interval, "title", words.intervalAbout(answer.confidence));
      put(root, "title", words.within(answer.weeks, answer.replicates, futures));
    },
  };
}
