// Tells the server whether somebody is on a list: points at it, or has the focus in it.
export function watch(area, page) {
  if (!area) {
    return;
  }
  let over = false;
  let told = false;
  const report = () => {
    const now = over || area.contains(document.activeElement);
    if (now !== told) {
      told = now;
      page.invokeMethodAsync("SetHeld", now).catch(() => {});
    }
  };
  area.addEventListener("pointerenter", () => { over = true; report(); });
  area.addEventListener("pointerleave", () => { over = false; report(); });
  area.addEventListener("focusin", report);
  area.addEventListener("focusout", () => setTimeout(report)); // the focus may go on to another row
}
