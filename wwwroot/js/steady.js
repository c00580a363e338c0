// Tells the server whether somebody is on a list: points at it, or has the focus in it.
export function watch(area, page) {
  if (!area) {
    return;
  }
  let over = area.matches(":hover"); // the pointer may have been there before this was loaded
  let told = false;
  const report = () => {
    const now = over || area.contains(document.activeElement);
    if (now !== told) {
      told = now;
      page.invokeMethodAsync("SetHeld", now).then(() => area.toggleAttribute("data-held", now), () => {});
    }
  };
  area.addEventListener("pointerenter", () => { over = true; report(); });
  area.addEventListener("pointerleave", () => { over = false; report(); });
  area.addEventListener("focusin", report);
  area.addEventListener("focusout", () => setTimeout(report)); // the focus may go on to another row
  report();
}
