// Tells the server whether this page is shown, so that hidden pages cost nothing.
let page = null;

function report() {
  page?.invokeMethodAsync("Set", document.visibilityState === "visible").catch(() => {});
}

export function watch(reference) {
  page = reference;
  document.addEventListener("visibilitychange", report);
  report();
}

export function unwatch() {
  page = null;
  document.removeEventListener("visibilitychange", report);
}
