// What is said when something is wrong: beside the control it is about, or in a line above the page.

import { Gone, Refused, latest, untilReady } from "./server.js";
import { texts } from "./texts.js";

const LONGEST = 200; // letters of a problem in the line: some name all that would be possible
const PASSING = 2600; // ms that something said in passing stays
const NOTICE = 12_000; // the same of something to think about

/** The control that a dotted name is about; of a lever's start or dose, the lever. */
const controlOf = (at) => at.replace(/^(parameters|levers)\./, "").replace(/^interventions\.([^.]+).*/, "$1");

/** `line` is the banner, `parts()` the parts of the page, `again()` asks again once the server is back. */
export function telling({ line, parts, again }) {
  let away = false; // whether the server is waited for
  let complaint = ""; // what the line says of a question
  const passing = (text, kind, stays) => {
    line.say(text, kind);
    setTimeout(() => line.unsay(text), stays);
  };
  const own = {
    /** A refused question; null: all is well. */
    complain(error) {
      const name = controlOf(error?.at ?? "");
      const places = [parts().situation, parts().levers];
      const beside = places.map((each) => each.problem(name, error?.message)).some(Boolean);
      line.unsay(complaint);
      if (!error || beside) return;
      complaint = error.message.length > LONGEST ? `${error.message.slice(0, LONGEST)} …` : error.message;
      line.say(complaint);
    },
    async gone() {
      if (away) return;
      away = true;
      line.say(texts.starting.gone);
      await untilReady((health) => health && line.say(null));
      away = false;
      own.flash(texts.starting.back);
      again();
    },
    /** A way to ask that drops what was overtaken, and waits for a server that is gone as for an answer overtaken. */
    patient() {
      const ask = latest();
      return (...asked) =>
        ask(...asked).catch((error) => {
          if (!(error instanceof Gone)) throw error;
          own.gone();
          return null;
        });
    },
    failed(error) {
      if (error instanceof Gone) own.gone();
      else if (error instanceof Refused) line.say(error.message);
      else line.say(texts.starting.mistake(error.message));
    },
    flash(text) {
      passing(text, "good", PASSING);
    },
    notice(text) {
      passing(text, "problem", NOTICE);
    },
  };
  return own;
}
