// What scrolls sideways can be reached, and so scrolled, by keys; what does not is passed over.

const SCROLLS = ".md-typeset__scrollwrap, .md-typeset div.result";

function reachable() {
  for (const each of document.querySelectorAll(SCROLLS)) {
    if (each.scrollWidth > each.clientWidth) each.setAttribute("tabindex", "0");
    else each.removeAttribute("tabindex");
  }
}

new MutationObserver(reachable).observe(document.body, { childList: true, subtree: true }); // the theme wraps tables late
addEventListener("resize", reachable);
addEventListener("load", reachable);
reachable();
