// The full screen, readable from the back; the controls stay in reach.

/** `changed()` is called when it starts, ends, or shows its controls. */
export function presentation(changed) {
  const root = document.documentElement;
  const own = {
    on: false,
    controls: false,
    toggle() {
      own.set(!own.on);
      if (own.on) root.requestFullscreen?.().catch(() => {}); // a window that may not fill the screen presents as it is
      else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    },
    toggleControls() {
      if (!own.on) return;
      own.controls = !own.controls;
      own.tell();
    },
    set(on) {
      own.on = on;
      own.controls = false;
      own.tell();
    },
    tell() {
      root.classList.toggle("presenting", own.on);
      root.classList.toggle("with-controls", own.controls);
      changed();
    },
  };
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && own.on) own.set(false);
  });
  return own;
}
