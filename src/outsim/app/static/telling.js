// What is said when something is wrong: beside the control it is about, or in a line above the page.

import { Gone, untilReady } from "./server.js";
import { texts } from "./texts.js";

const LONGEST = 200; // letters of a problem in the line: some name all that would be possible
const PASSING = 2600; // ms that something said in passing stays

/** The control that a dotted name is about; of a lever's start or dose, the lever. */
const controlOf = (at) => at.replace(/^(parameters|levers)\./, "").replace(/^interventions\.([^.]+).*/, "$1");

/** `line` is the banner, `parts()` the parts of the page, `again()` asks again once the server is back. */
export function telling({ line, parts, again }) {
  let away = false; // whether the server is waited for
  const own = {
    /** A refused question; null: all is well. */
    complain(error) {
      const name = controlOf(error?.at ?? "");
      const places = [parts().situation, parts().levers];
      const beside = places.map((each) => each.problem(name, error?.message)).some(Boolean);
      if (!error) line.say(null);
      else if (!beside) line.say(error.message.length > LONGEST ? `${error.message.slice(0, LONGEST)} …` : error.message);
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
    failed(error) {
      if (error instanceof Gone) own.gone();
      else line.say(texts.starting.mistake(error.message));
    },
    flash(text) {
      line.say(text, "good");
      setTimeout(() => line.say(null), PASSING);
    },
  };
  return own;
}
