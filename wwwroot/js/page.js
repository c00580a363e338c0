// What the browser does by itself on every page: theme, times in the reader's zone, keys, copying, the narrow menu.
// Everything listens on the document, so that it works for whatever the server renders later.

import "./dialogs.js";
import "./keys.js";

const root = document.documentElement;
const year = 60 * 60 * 24 * 365;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${year}; samesite=lax${secure}`;
}

// The server writes times in the zone this cookie names, from the second page on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !root.dataset.zoneChoice && root.dataset.zone !== zone) {
  remember("zone", zone);
}

// Theme: light, dark, or whatever the system says.
const themes = ["system", "light", "dark"];

function currentTheme() {
  return root.dataset.theme ?? "system";
}

function setTheme(theme) {
  if (theme === "system") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
  remember("theme", theme);
  localStorage.setItem("theme", theme);
  labelTheme();
}

function labelTheme() {
  for (const button of document.querySelectorAll("[data-theme-next]")) {
    button.title = `Theme: ${currentTheme()}`;
  }
}

addEventListener("storage", (event) => {
  if (event.key === "theme" && themes.includes(event.newValue)) {
    setTheme(event.newValue);
  }
});

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source ? source.textContent : button.dataset.copyText);
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, 2000);
}

function toggleMenu(open) {
  const shell = document.querySelector(".shell");
  if (shell) {
    shell.dataset.nav = open ? "open" : "";
    document.querySelector("[data-menu]")?.setAttribute("aria-expanded", String(open));
  }
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-theme-next]");
  if (theme) {
    setTheme(themes[(themes.indexOf(currentTheme()) + 1) % themes.length]);
  }
  const copying = event.target.closest("[data-copy], [data-copy-text]");
  if (copying) {
    copy(copying).catch(() => {});
  }
  const menu = event.target.closest("[data-menu]");
  if (menu) {
    toggleMenu(document.querySelector(".shell")?.dataset.nav !== "open");
  } else if (event.target.closest(".nav a") || !event.target.closest(".nav")) {
    toggleMenu(false);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    toggleMenu(false);
  }
});

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
  return milliseconds < 0 ? `in ${text}` : seconds < 5 ? "now" : `${text} ago`;
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

function tick() {
  if (document.visibilityState !== "visible") {
    return;
  }
  const now = Date.now() - ahead;
  for (const time of document.querySelectorAll("time[data-relative]")) {
    write(time, relative(now - Date.parse(time.dateTime)));
  }
  for (const since of document.querySelectorAll("[data-since]")) {
    write(since, elapsed(now - Date.parse(since.dataset.since)));
  }
}

const exact = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short", year: "numeric",
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, timeZoneName: "short",
  timeZone: root.dataset.zoneChoice || undefined,
});

document.addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time[datetime]");
  if (time) {
    time.title = exact.format(new Date(time.dateTime));
  }
});

setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);

// With <base href="/"> an empty link leads to the start page, not to this one.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-reload]")) {
    location.reload();
  }
});

// A circuit that the server no longer knows cannot come back: read the page anew.
const notice = document.getElementById("components-reconnect-modal");
if (notice) {
  new MutationObserver(() => {
    if (notice.classList.contains("components-reconnect-rejected") && document.visibilityState === "visible") {
      location.reload();
    }
  }).observe(notice, { attributes: true, attributeFilter: ["class"] });
}

labelTheme();
