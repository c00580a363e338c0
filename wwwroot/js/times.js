// Times, in the zone of the reader's browser unless a cookie names another.
import { setCookie } from "./remember.js";

const root = document.documentElement;

// The server writes times in the zone this cookie names, from the second page on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !root.dataset.zoneChoice && root.dataset.zone !== zone) {
  setCookie("zone", zone);
}

// Times. The text node is changed in place, never replaced: the server goes on updating it.
const served = Number(root.dataset.now);
const ahead = Number.isFinite(served) && served > 0 ? Date.now() - served : 0;

function relative(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const text = seconds < 60
    ? `${seconds} s`
    : seconds < 3600
      ? `${Math.floor(seconds / 60)} min`
      : seconds < 86400
        ? `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}`
        : `${milliseconds < 0 ? Math.round(seconds / 86400) : Math.floor(seconds / 86400)} d`;
  return seconds < 5 ? "now" : milliseconds < 0 ? `in ${text}` : `${text} ago`; // clocks differ by a little
}

function elapsed(milliseconds) {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  return seconds < 60
    ? `${seconds} s`
    : seconds < 3600
      ? `${Math.floor(seconds / 60)} m ${seconds % 60} s`
      : seconds < 86400
        ? `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}`
        : `${Math.floor(seconds / 86400)} d ${Math.floor(seconds / 3600) % 24} h`;
}

function write(element, text) {
  const node = element.firstChild;
  if (node?.nodeType === Node.TEXT_NODE && node.data !== text) {
    node.data = text;
  }
}

function count(within, now = Date.now() - ahead) {
  for (const time of within.querySelectorAll("time[data-relative]")) {
    write(time, relative(now - Date.parse(time.dateTime)));
    if (time.tabIndex < 0 && !time.closest("table, a, button, label")) {
      time.tabIndex = 0; // else its exact form could not be had with the keyboard
    }
  }
  for (const since of within.querySelectorAll("[data-since]")) {
    write(since, elapsed(now - Date.parse(since.dataset.since)));
  }
}

function tick() {
  if (document.visibilityState === "visible") {
    count(document);
  }
}

function exactFormat(timeZone) {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, timeZoneName: "short", timeZone,
  });
}

// Until the cookie has reached the server it writes UTC; what is exact is in the reader's zone from the first page on.
let exact;
try {
  exact = exactFormat(root.dataset.zone && root.dataset.zone !== "UTC" ? root.dataset.zone : zone);
} catch {
  exact = exactFormat(undefined); // a zone this browser does not know
}

function tell(time) {
  const text = exact.format(new Date(time.dateTime));
  if (time.title !== text) {
    time.title = text;
  }
  return text;
}

document.addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time[datetime]");
  if (time) {
    tell(time);
  }
});

// With the keyboard: beside the time that has the focus, or that stands in the row of the link that has it.
let tip = null;
let beside = null;

function hideTip() {
  tip?.remove();
  tip = null;
}

function showTip(time) {
  tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true"); // screen readers have it from the title
  tip.textContent = tell(time);
  document.body.append(tip);
  beside = time;
  placeTip();
}

// Again on every scroll: giving the focus to what is out of sight scrolls, too.
function placeTip() {
  if (!tip) {
    return;
  }
  const [box, own] = [beside.getBoundingClientRect(), tip.getBoundingClientRect()];
  tip.style.left = `${Math.max(4, Math.min(box.right - own.width, innerWidth - own.width - 4))}px`;
  tip.style.top = `${box.bottom + own.height + 4 < innerHeight ? box.bottom + 4 : box.top - own.height - 4}px`;
}

document.addEventListener("focusin", (event) => {
  hideTip();
  if (event.target.matches(":focus-visible")) {
    const within = event.target.closest("time, tr") ?? event.target;
    const time = within.matches("time[datetime]") ? within : within.querySelector("time[datetime]");
    if (time && (within !== event.target || event.target.matches("time, a, button"))) {
      showTip(time);
    }
  }
});
document.addEventListener("focusout", hideTip);
document.addEventListener("scroll", placeTip, { capture: true, passive: true });

tick();
setInterval(tick, 1000);
// What comes is counted before it is seen: the server may write a date where this says how long ago.
new MutationObserver((changes) => {
  const parents = new Set(changes.filter((change) => change.addedNodes.length > 0).map((change) => change.target));
  parents.forEach((parent) => count(parent));
}).observe(document.body, { childList: true, subtree: true });
document.addEventListener("visibilitychange", tick);
