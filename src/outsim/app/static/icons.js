// Small pictures for buttons, drawn here so that nothing is fetched.

const PATHS = {
  eye: "M1.5 8S4 3.5 8 3.5 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8ZM8 10.200A2.200 2.200 0 1 0 8 5.800a2.200 2.200 0 0 0 0 4.400ZM2 14 14 2",
  replay: "M3 8a5 5 0 1 0 1.600-3.700M3 2v3h3",
  undo: "M6 3 2.500 6.500 6 10M2.500 6.500H10a3.500 3.500 0 0 1 0 7H7",
  redo: "M10 3l3.500 3.500L10 10M13.500 6.500H6a3.500 3.500 0 0 0 0 7h3",
  target: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 10.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  link: "M6.500 9.500a3 3 0 0 0 4.200 0l2.400-2.400a3 3 0 0 0-4.200-4.200L8 3.800M9.500 6.500a3 3 0 0 0-4.200 0L2.900 8.900a3 3 0 0 0 4.200 4.200l.9-.9",
  down: "M8 2v8M4.500 7 8 10.500 11.500 7M2.500 13.500h11",
  reset: "M13 8a5 5 0 1 1-1.600-3.700M13 2v3h-3",
  shield: "M8 1.800 2.800 3.800v3.700c0 3.200 2.200 5.600 5.200 6.700 3-1.100 5.200-3.500 5.200-6.700V3.800ZM5.500 8l1.800 1.800L10.700 6.200",
  help: "M5.500 6a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.500M8 12.300v.4",
  screen: "M2 3h12v8H2ZM5.500 14h5M8 11v3",
  note: "M3.500 2h9v12h-9ZM6 5.500h4M6 8h4M6 10.500h2.500",
  sliders: "M2 4.500h6M11 4.500h3M2 11.500h3M8 11.500h6M9.500 3v3M6.500 10v3",
  larger: "M5 6l3-3 3 3M5 10l3 3 3-3M8 3v10",
  close: "M4 4l8 8M12 4l-8 8",
};

const NS = "http://www.w3.org/2000/svg";

/** An icon by name; words beside it or the button's label say what it means. */
export function icon(name) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
