// Colours of people and ties. Cividis: dark is low, bright is high, alike for the common forms of colour blindness
// (Nunez, Anderton & Renslow 2018).

const CIVIDIS = [
  "00224e", "002a5f", "003170", "1a386f", "2a3f6d", "38476c", "434e6c", "4d556c", "575d6d", "61656f", "6a6c71", "737475", "7d7c78",
  "868379", "918b78", "9b9476", "a59c74", "b0a571", "bcae6c", "c6b667", "d2c060", "dec958", "e9d34e", "f6dd3f", "fee838",
].map((hex) => [0, 2, 4].map((place) => parseInt(hex.slice(place, place + 2), 16)));

export const UNKNOWN = "#ffffff";
const TIE = [213, 94, 0]; // vermillion, Okabe & Ito 2008
const SHADES = 64; // so many that no step is seen, and so few that most weeks change few attributes

const clipped = (share) => Math.min(Math.max(share, 0), 1);
const mixed = (one, other, share) => one.map((part, place) => Math.round(part + share * (other[place] - part)));
const asHex = (parts) => `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

const PALETTE = Array.from({ length: SHADES }, (_, place) => {
  const at = (place / (SHADES - 1)) * (CIVIDIS.length - 1);
  const below = Math.min(Math.floor(at), CIVIDIS.length - 2);
  return asHex(mixed(CIVIDIS[below], CIVIDIS[below + 1], at - below));
});

/** The share of the way from low to high, 0 to 1. */
export const share = (value, low, high) => (high > low ? clipped((value - low) / (high - low)) : 0.5);

/** The colour of a number on a scale; white where there is none. */
export function shade(value, { low, high }) {
  if (value === null || value === undefined) return UNKNOWN;
  return PALETTE[Math.round(share(value, low, high) * (SHADES - 1))];
}

/** Colours from the lowest to the highest, for a legend. */
export const ramp = (steps) => Array.from({ length: steps }, (_, place) => PALETTE[Math.round((place / (steps - 1)) * (SHADES - 1))]);

const TIES = Array.from({ length: 17 }, (_, place) => ({
  colour: asHex(mixed([255, 255, 255], TIE, 0.22 + (0.7 * place) / 16)),
  width: Number((0.6 + (2.6 * place) / 16).toFixed(2)),
}));

/** How a tie looks: the more friction, the wider and the stronger. */
export const tieLook = (friction, [least, most]) => {
  const spare = Math.max(0, 0.1 - (most - least)) / 2; // small differences look small
  return TIES[Math.round(16 * share(friction, least - spare, most + spare))];
};
