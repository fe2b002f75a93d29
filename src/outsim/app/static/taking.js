// What is taken along: the link, pictures, numbers, a file for the command line, a page of paper.

import { armNames } from "./charts.js";
import * as files from "./exports.js";
import { fillPrint } from "./printing.js";
import { question } from "./state.js";
import { texts } from "./texts.js";

/**
 * The acts. `present()` is what is set, `seen()` the {state, answer} that is drawn, or null: pictures are of what is seen.
 * `inWords(state)` tells a state, `writeLink()` brings the address up to date, `flash(text)` says something in passing.
 */
export function takingActs({ present, seen, inWords, writeLink, flash, failed }) {
  const told = () => {
    const words = inWords(seen()?.state ?? present());
    const [none, given] = [texts.print.none, texts.print.given];
    return { ...words, situation: words.situation.join("; ") || given, levers: words.levers.join("; ") || none };
  };
  return {
    link: async () => {
      writeLink();
      try {
        await navigator.clipboard.writeText(location.href);
        flash(texts.header.copied);
      } catch {
        flash(texts.header.notCopied);
      }
    },
    svg: () => seen() && files.saveSvg(seen().answer, told(), texts),
    png: () => seen() && files.savePng(seen().answer, told(), texts).catch(failed),
    csv: () => files.saveCsv(question(present()), told()).catch(failed),
    yaml: () => files.saveYaml(question(present())).catch(failed),
    print: () => window.print(),
  };
}

/** Fills the paper whenever the browser is about to print. */
export function fillBeforePrint({ seen, inWords, writeLink, offered }) {
  window.addEventListener("beforeprint", () => {
    if (!seen()) return;
    writeLink();
    const { state, answer } = seen();
    const paper = document.getElementById("print");
    const label = (name) => offered.indicators.find((each) => each.name === name)?.label ?? name;
    paper.classList.add("filling");
    fillPrint(paper, answer, { ...inWords(state), names: armNames(answer), label, version: offered.version, link: location.href }, texts);
    paper.classList.remove("filling");
  });
}
