// When the connection is lost: Blazor tries a few times (start.js); then this goes on, for as long as it takes. A server
// that still knows the page continues it, another one is asked for it anew, at the same place.
import { forget, read, write } from "./remember.js";

const notice = document.getElementById("components-reconnect-modal");
const between = 1500; // milliseconds
let typedOn = null; // the page on which something was typed that a reload would throw away
let busy = false;

const has = (state) => notice.classList.contains(`components-reconnect-${state}`);
const sleep = (time) => new Promise((done) => setTimeout(done, time));

document.addEventListener("input", (event) => {
  if (event.target.closest?.("main") && !event.target.closest(".filters, [data-filter], [role=search], .facets, .chooser, .fold-idle")) {
    typedOn = location.pathname;
  }
});
for (const over of ["submit", "popstate"]) {
  addEventListener(over, () => (typedOn = null), true);
}

// Lists that were scrolled, in their order on the page.
const scrolled = () => [...document.querySelectorAll("main, main .scroll, main .panel")];

function reload() {
  write("place", { address: location.href, tops: scrolled().map((list) => list.scrollTop) }, "sessionStorage");
  location.reload();
}

async function restore() {
  const place = read("place", "sessionStorage");
  forget("place", "sessionStorage");
  if (place?.address !== location.href) {
    return;
  }
  // Rows come after the page; as long as the reader does nothing, the place is looked for.
  const until = performance.now() + 5000;
  let moved = false;
  const stop = () => (moved = true);
  addEventListener("wheel", stop, { once: true, passive: true });
  addEventListener("keydown", stop, { once: true });
  addEventListener("pointerdown", stop, { once: true });
  while (!moved && performance.now() < until) {
    scrolled().forEach((list, i) => {
      if (place.tops[i] > 0 && list.scrollTop !== place.tops[i]) {
        list.scrollTop = place.tops[i];
      }
    });
    if (document.querySelector(".shell[data-interactive]") && scrolled().every((list, i) => !place.tops[i] || list.scrollTop >= place.tops[i] - 1)) {
      return;
    }
    await sleep(100);
  }
}

async function answers() {
  try {
    return (await fetch("/health/ready", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function goOn() {
  if (busy) {
    return;
  }
  busy = true;
  try {
    while (has("failed") || has("rejected")) {
      if (document.visibilityState === "visible" && await answers() && await recovered()) {
        return;
      }
      await sleep(between);
    }
  } finally {
    busy = false;
  }
}

// True if nothing is left to be tried.
async function recovered() {
  if (has("failed") && await Blazor.reconnect().catch(() => true)) {
    return !has("failed");
  }
  if (typedOn === location.pathname) {
    notice.dataset.renewed = "";
  } else {
    reload();
  }
  return true;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-reload]")) {
    reload();
  }
});

if (notice) {
  new MutationObserver(goOn).observe(notice, { attributes: true, attributeFilter: ["class"] });
  restore();
}
