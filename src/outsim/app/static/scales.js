// From numbers to places and words: pure functions, no document.

import { WORDS } from "./words.js";

/** A function from a domain to a range, both [from, to]. */
export function linear([d0, d1], [r0, r1]) {
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (value) => r0 + (value - d0) * slope;
}

/** Round numbers from low to high, about so many. */
export function ticks(low, high, about = 4) {
  if (!(high > low)) return [low];
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const found = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) {
    found.push(Number((n * step).toPrecision(12)));
  }
  return found;
}

/** Weeks to write on an axis: quarters, half-years or years, so that about five fit. */
export function weekTicks(weeks, most = 5) {
  const step = [1, 2, 4, 13, 26, 52, 104, 208].find((s) => weeks / s <= most + 0.5) ?? 416;
  const found = [];
  for (let week = 0; week <= weeks; week += step) found.push(week);
  return found;
}

const place = (number) => (Math.round(number * 10) / 10).toString();

/** The path of a line through the known values; a gap where one is null. */
export function linePath(values, x, y) {
  let path = "";
  let pen = false;
  values.forEach((value, week) => {
    if (value === null || value === undefined) {
      pen = false;
      return;
    }
    path += `${pen ? "L" : "M"}${place(x(week))} ${place(y(value))}`;
    pen = true;
  });
  return path;
}

/** The outline of a band, over the weeks in which both ends are known and `enough` says so. */
export function bandPath(low, high, x, y, enough = () => true) {
  const runs = [];
  let run = [];
  low.forEach((value, week) => {
    if (value !== null && high[week] !== null && enough(week)) run.push(week);
    else if (run.length) {
      runs.push(run);
      run = [];
    }
  });
  if (run.length) runs.push(run);
  return runs
    .map((weeks) => {
      const over = weeks.map((week) => `${place(x(week))} ${place(y(high[week]))}`);
      const under = [...weeks].reverse().map((week) => `${place(x(week))} ${place(y(low[week]))}`);
      return `M${[...over, ...under].join("L")}Z`;
    })
    .join("");
}

/** The path of a share that changes at the end of each week and starts at 1. */
export function stepPath(shares, x, y) {
  let path = `M${place(x(0))} ${place(y(1))}`;
  shares.forEach((share, week) => {
    path += `H${place(x(week + 1))}V${place(y(share))}`;
  });
  return path;
}

/** A number of every 100, whole. */
export const per100 = (share) => (share === null ? "?" : plain(Math.round(100 * share) + 0));

/** "18 (14 to 23)": a share and its interval, of 100. */
export const per100Range = (found) => WORDS.big.range(per100(found.low), per100(found.high));

/** A number as a reader writes it: few digits, no exponent, a real minus. */
export function plain(value, digits = 2) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number") return String(value); // a link may bring anything: whoever refuses it says so
  const size = Math.abs(value);
  const text = size >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : value.toFixed(digits);
  return Number(text.replaceAll(",", "")) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A name as readers write it. */
export const heading = (name) => {
  const words = name.replaceAll("_", " ").trim().replace(/\bip\b/g, "IP");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
