// The last change, played again and again: the former answer becomes the new one before the room's eyes.

import { blended } from "./blend.js";

const HOLD = 900; // ms that the former answer stands
const MOVE = 1400; // ms of the change

const eased = (t) => t * t * (3 - 2 * t);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** `draw(answer, words)` draws one; words are null at the end. The result has `play(former, answer)` and `stop()`. */
export function replayer({ texts, draw }) {
  let run = 0;
  return {
    stop() {
      run += 1;
    },
    play(former, answer) {
      run += 1;
      const own = run;
      const words = texts.replay;
      draw(former, words.before);
      let began = null;
      const frame = (now) => {
        if (own !== run) return;
        began ??= now;
        const t = (now - began - HOLD) / MOVE;
        if (t >= 1 || (still() && t > 0)) {
          draw(answer, null);
          return;
        }
        if (t > 0) draw(blended(former, answer, eased(t)), words.after);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    },
  };
}
