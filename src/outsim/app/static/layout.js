// The parts of the page and where they stand.

import { mountChallenge } from "./challenge.js";
import { mountChosen } from "./chosen.js";
import { node } from "./controls.js";
import { mountEvery } from "./every.js";
import { mountFan } from "./fan.js";
import { mountHeader } from "./header.js";
import { mountLarger } from "./larger.js";
import { mountLevers } from "./levers.js";
import { mountNumbers } from "./numbers.js";
import { mountPackages } from "./packages.js";
import { mountPartnership } from "./partnership.js";
import { mountPredict } from "./predict.js";
import { believeSheet, keysSheet, noteSheet } from "./sheets.js";
import { mountSituation } from "./situation.js";
import { mountTabs } from "./tabs.js";
import { mountWhy } from "./why.js";

/** Builds all parts and gives them by name. */
export function layOut({ texts, offered, acts, single, closePrediction, reveal }) {
  const at = (id) => document.getElementById(id);
  const section = (kind, tag = "section") => node(tag, { class: kind });
  const [world, ours] = [section("panel situation"), section("panel levers")];
  at("side").setAttribute("aria-label", `${texts.situation.title}; ${texts.levers.title}`);
  at("side").append(world, ours);

  const [challenge, predict, numbers, tabs] = [section("challenge"), section("predict"), section("numbers"), node("div", { class: "tabs" })];
  const fan = node("div", { class: "fan" });
  const caption = node("p", { class: "caption", role: "status", hidden: true });
  const views = { overview: section("view overview", "div"), indicators: section("view indicators", "div"), why: section("view why", "div"), packages: section("view packages", "div") };
  at("main").append(challenge, predict, node("div", { class: "answer" }, numbers, caption), node("div", { class: "tabline" }, tabs, fan), ...Object.values(views));
  challenge.hidden = true;

  const [chosen, one] = [section("card chosen"), section("card one")];
  views.overview.append(chosen, node("div", { class: "around-one" }, one));
  const live = mountPartnership(one, { texts, ask: acts.patient(), onPull: acts.pullNow, onWeek: acts.week, onReplicate: acts.replicate });

  const made = {
    caption,
    header: mountHeader(at("header"), { texts, offered, acts }),
    situation: mountSituation(world, { texts, change: acts.parameter, release: acts.release, resetAll: acts.resetSituation, luck: acts.luck }),
    levers: mountLevers(ours, { texts, change: acts.lever, release: acts.release, acts: { suggested: acts.suggested, releaseAll: acts.releaseAll, keep: () => acts.keep() } }),
    challenge: mountChallenge(challenge, { texts, change: acts.setChallenge, end: acts.challenge }),
    predict: mountPredict(predict, { texts, onReveal: reveal, onClose: closePrediction }),
    numbers: mountNumbers(numbers, { texts }),
    tabs: mountTabs(tabs, Object.entries(views).map(([name, panel]) => [name, texts.tabs[name], panel]), { label: texts.tabs.label, choose: acts.tab, scrolled: ["indicators", "why", "packages"] }),
    chosen: mountChosen(chosen, { texts, offered, choose: acts.indicator }),
    fan: mountFan(fan, { texts, choose: acts.fan }),
    every: mountEvery(views.indicators, { texts, offered, choose: acts.openIndicator }),
    packages: mountPackages(views.packages, { texts, acts: { keep: acts.keep, remove: acts.removePackage, pull: acts.pullPackage } }),
    partnership: live,
    why: mountWhy(views.why, { texts, ask: acts.patient() }),
    note: noteSheet({ texts, pull: acts.suggested }),
    believe: believeSheet({ texts }),
    keys: keysSheet({ texts, single }),
    play: () => one.querySelector("[data-play]")?.click(),
    step(by, week, weeks) {
      const to = Math.min(Math.max((week ?? 0) + by, 0), weeks - 1);
      live.setWeek(to);
      acts.week(to);
    },
  };
  mountLarger(at("side"), [world, ours], texts.situation.larger);
  return made;
}
