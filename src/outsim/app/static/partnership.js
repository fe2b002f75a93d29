// One partnership, live: its network without and with the levers side by side, its story in words, its course, and the
// controls that play, step and scrub through its weeks. The past stays, the future forks.

import { mountCourse } from "./course.js";
import { legendMarkup, mountNetwork } from "./network.js";
import { LAST_REPLICATE } from "./state.js";
import { mountStory } from "./story.js";
import { element, escaped } from "./svg.js";
import { partnershipTexts } from "./texts_partnership.js";

export const SPEEDS = [1, 2, 4];
const PACE = 5; // weeks a second at the lowest speed
const TOLD_EVERY = 250; // ms between two tidings of the week to the rest of the page while it plays
const EXAMPLES = ["failed", "saved"];
const DAY = 86400000;
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The first day of a week, as a date in the reader's language. */
export const dateOf = (start, week, language) =>
  new Date(Date.parse(`${start}T00:00:00Z`) + 7 * week * DAY).toLocaleDateString(language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** What of a page's state decides which partnership is lived. */
export const questionOf = ({ scenario, parameters, levers, seed, replicate, indicator }) => ({ scenario, parameters, levers, seed, replicate: replicate ?? 0, indicator });

/** The week after some milliseconds of playing. */
export const weekAfter = (week, elapsed, speed, weeks, slow = false) => Math.min(weeks - 1, week + (elapsed / 1000) * PACE * speed * (slow ? 0.5 : 1));

function skeleton(words) {
  const button = (name, text, attributes = {}) => element("button", { type: "button", class: "small", "data-act": name, ...attributes }, escaped(text));
  const icon = (name, sign, text, attributes = {}) => element("button", { type: "button", class: "small round", "data-act": name, "aria-label": text, title: text, ...attributes }, sign);
  const arm = (name) => element("figure", { class: `arm ${name}` }, element("figcaption", {}, element("b", {}), element("span", { class: "now" })), element("div", { class: "drawing" }), element("p", { class: "sign", hidden: "" }));
  return [
    element(
      "header",
      { class: "which" },
      element("h2", {}, escaped(words.title)),
      element("label", {}, element("span", { class: "unseen" }, escaped(words.number)), element("input", { type: "number", min: 0, max: LAST_REPLICATE, step: 1, class: "replicate", value: 0 })),
      ...EXAMPLES.map((name) => button(`example-${name}`, words.examples[name], { title: words.examplesAbout[name] })),
      button("pull", words.pull(0), { class: "small main-act pull", title: words.pullAbout }),
    ),
    element(
      "div",
      { class: "player", role: "group", "aria-label": words.panel },
      element("button", { type: "button", class: "small main-act play", "data-act": "play", "data-play": "" }, escaped(words.play)),
      icon("back", "◀", words.back),
      icon("forward", "▶", words.forward),
      element(
        "span",
        { class: "speeds", role: "group", "aria-label": words.speed },
        ...SPEEDS.map((speed) => element("button", { type: "button", class: "small speed", "data-speed": speed, "aria-pressed": speed === 1 }, words.times(speed))),
      ),
      element("input", { type: "range", class: "scrub", min: 0, max: 1, step: 1, value: 0, "aria-label": words.scrub }),
      element("output", { class: "when" }),
    ),
    element("p", { class: "said", role: "status" }, escaped(words.waiting)),
    element(
      "div",
      { class: "stage" },
      element("div", { class: "arms", tabindex: "0", role: "group", "aria-label": `${words.panel}. ${words.keys}` }, arm("without"), arm("with")),
      element("div", { class: "told" }, element("h3", {}, escaped(words.story)), element("div", { class: "story" })),
      element("div", { class: "beneath" }, element("div", { class: "chart" })),
      element("div", { class: "legend" }),
    ),
  ].join("");
}

/** Adds the panel's own style sheet, once, where the page has not done it. */
function styled() {
  const address = new URL("./partnership.css", import.meta.url).href;
  if ([...document.querySelectorAll('link[rel="stylesheet"]')].some((link) => link.href === address)) return;
  const link = document.createElement("link");
  [link.rel, link.href] = ["stylesheet", address];
  document.head.append(link);
}

/**
 * The panel inside `root`. `ask(path, body)` gives a promise of JSON, or of null for a question that was overtaken.
 * `onPull(week)`: a lever is to be pulled then; `onWeek(week)`: the cursor moved; `onReplicate(number)`: another is chosen.
 * The result's `show(state, offered)` takes the page's state, and of what is offered `indicators` and `examples` (an
 * answer's); `setWeek(week)` moves the cursor without telling.
 */
export function mountPartnership(root, { texts = {}, ask, onPull = () => {}, onWeek = () => {}, onReplicate = () => {} }) {
  const words = texts.partnership ?? partnershipTexts;
  styled();
  root.classList.add("live");
  root.innerHTML = skeleton(words);
  const find = (selector) => root.querySelector(selector);
  const act = (name) => find(`[data-act="${name}"]`);
  const [scrub, when, said, stage, number, pull, play] = [".scrub", ".when", ".said", ".stage", ".replicate", ".pull", ".play"].map(find);
  const arms = Object.fromEntries(["without", "with"].map((name) => [name, { figure: find(`.arm.${name}`), drawn: mountNetwork(find(`.arm.${name} .drawing`), words) }]));
  const story = mountStory(find(".story"), words);
  const course = mountCourse(find(".beneath .chart"), words);

  let told = null; // the partnership that is shown
  let heading = null; // {name, label, unit} of its indicator
  let asked = ""; // the question that is shown or under way
  let examples = {};
  let week = 0;
  let speed = 1;
  let playing = null; // {from, since, frame} while it plays
  let lastTold = 0; // when the page was told of the week
  stage.hidden = true;

  const weeks = () => told?.weeks ?? 1;
  const last = () => weeks() - 1;

  function drawWeek(speaks = true) {
    if (!told) return;
    for (const [name, { figure, drawn }] of Object.entries(arms)) {
      const life = told.arms[name];
      const armWords = figure.querySelector("b").textContent;
      drawn.show(told, life, week, armWords, heading);
      const over = week >= life.lived - 1 && life.outcome === "terminated";
      const at = Math.min(week, life.lived - 1);
      setText(figure.querySelector(".now"), words.mean(heading.label, life.indicators[heading.name][at], heading.unit));
      const sign = figure.querySelector(".sign");
      sign.hidden = !over;
      setText(sign, over ? life.over : "");
    }
    story.tell(week, { aloud: speaks });
    course.move(week);
    scrub.value = String(week);
    const date = dateOf(told.start_date, week, document.documentElement.lang || "en");
    setText(when, `${words.week(week)} · ${date}`);
    scrub.setAttribute("aria-valuetext", `${words.week(week)}, ${date}`);
    const over = Object.values(told.arms).every((life) => life.outcome !== "running" && week >= life.lived - 1 && life.lived < told.weeks);
    setText(pull, over ? words.tooLate : words.pull(week));
    pull.disabled = over || week >= last();
    act("back").disabled = week <= 0;
    act("forward").disabled = week >= last();
    setText(play, playing ? words.pause : week >= last() ? words.again : words.play);
    root.dataset.week = String(week);
    root.dataset.drawn = String(Number(root.dataset.drawn ?? 0) + 1);
  }

  function to(wanted, { tell = true } = {}) {
    const next = Math.min(Math.max(Math.round(wanted), 0), last());
    if (next !== week) {
      week = next;
      drawWeek();
    }
    if (tell) report(true);
  }

  function report(now) {
    if (!now && performance.now() - lastTold < TOLD_EVERY) return;
    lastTold = performance.now();
    onWeek(week);
  }

  function tick(time) {
    if (!playing) return;
    if (playing.since === null) playing.since = time;
    const exact = weekAfter(playing.from, time - playing.since, speed, weeks(), calm());
    if (Math.floor(exact) !== week) {
      week = Math.floor(exact);
      drawWeek();
      report(false);
    }
    if (week >= last()) pause();
    else playing.frame = requestAnimationFrame(tick);
  }

  function start() {
    if (!told || playing) return;
    if (week >= last()) week = 0;
    playing = { from: week, since: null, frame: 0 };
    playing.frame = requestAnimationFrame(tick);
    drawWeek();
  }

  function pause() {
    if (!playing) return;
    cancelAnimationFrame(playing.frame);
    playing = null;
    drawWeek();
    report(true);
  }

  const toggle = () => (playing ? pause() : start());

  function step(by) {
    pause();
    to(week + by);
  }

  function quicker(next) {
    speed = next;
    if (playing) [playing.from, playing.since] = [week, null];
    for (const each of root.querySelectorAll("[data-speed]")) each.setAttribute("aria-pressed", String(Number(each.dataset.speed) === speed));
  }

  function choose(replicate) {
    if (!Number.isInteger(replicate) || replicate < 0 || replicate > LAST_REPLICATE) {
      number.value = String(told?.replicate ?? 0);
      return;
    }
    pause();
    onReplicate(replicate);
  }

  const actions = {
    play: toggle,
    back: () => step(-1),
    forward: () => step(1),
    pull: () => {
      pause();
      onPull(week);
    },
    ...Object.fromEntries(EXAMPLES.map((name) => [`example-${name}`, () => choose(examples[name])])),
  };

  const clicked = (event) => {
    const button = event.target.closest("button");
    if (!button || !root.contains(button)) return;
    if (button.dataset.speed) quicker(Number(button.dataset.speed));
    else actions[button.dataset.act]?.();
  };
  const keyed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, button, ol")) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -13, PageDown: 13, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === " ") toggle();
    else if (by) {
      pause();
      to(Math.abs(by) === Infinity ? (by > 0 ? last() : 0) : week + by);
    } else return;
    event.preventDefault();
  };
  root.addEventListener("click", clicked);
  root.addEventListener("keydown", keyed);
  scrub.addEventListener("input", () => {
    pause();
    to(Number(scrub.value));
  });
  number.addEventListener("change", () => choose(Number(number.value)));

  function offer() {
    for (const name of EXAMPLES) {
      const known = examples[name] !== null && examples[name] !== undefined;
      act(`example-${name}`).disabled = !known;
      act(`example-${name}`).title = known ? words.examplesAbout[name] : `${words.examplesAbout[name]}: ${words.noExample}`;
    }
  }

  function drawAll(found, indicators) {
    told = found;
    const known = (indicators ?? []).find((each) => each.name === told.indicator);
    heading = { name: told.indicator, unit: told.scale.unit, label: known?.label ?? capital(told.indicator) };
    week = Math.min(week, last());
    scrub.max = String(last());
    number.value = String(told.replicate);
    root.classList.toggle("forked", told.fork !== null);
    arms.without.figure.querySelector("b").textContent = words.without;
    arms.with.figure.querySelector("b").textContent = told.fork === null ? words.with : words.withFrom(told.fork);
    find(".legend").innerHTML = legendMarkup(told, heading, words) + (told.fork === null ? element("span", { class: "entry one" }, escaped(words.same)) : "");
    said.hidden = true;
    stage.hidden = false;
    story.show(told, week);
    course.show(told, heading);
    drawWeek(false);
  }

  const setText = (made, text) => {
    if (made.textContent !== text) made.textContent = text;
  };

  return {
    /** Shows the state's partnership; the answer is asked for only where the state asks something new. */
    async show(state, offered = {}) {
      examples = offered.examples ?? state.examples ?? examples;
      offer();
      if (!playing && state.week !== null && state.week !== undefined && told) to(state.week, { tell: false });
      else if (!told && state.week) week = state.week;
      const question = questionOf(state);
      const key = JSON.stringify(question);
      if (key === asked) return;
      asked = key;
      root.setAttribute("aria-busy", "true");
      try {
        const found = await ask("/api/partnership", question);
        if (found && asked === key) drawAll(found, offered.indicators);
        else if (!found && asked === key) asked = "";
      } catch (error) {
        if (asked !== key) return;
        asked = "";
        said.textContent = error.message ? `${words.failed} ${error.message}` : words.failed;
        said.hidden = false;
      } finally {
        if (asked === key || asked === "") root.removeAttribute("aria-busy");
      }
    },
    setWeek(wanted) {
      if (!playing) to(wanted ?? 0, { tell: false });
    },
  };
}

const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
