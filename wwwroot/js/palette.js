// The command palette. Pages and commands are in the document, so it works at once and without a circuit; agents, runs
// and ids are asked of the server while one types.
import { copyText } from "./copying.js";
import { showKeys } from "./keys.js";
import { changeTheme } from "./theme.js";
import { best, highlighted } from "./palette-match.js";
import { forget, read, write } from "./remember.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const status = dialog?.querySelector("[role=status]");
const known = dialog ? JSON.parse(dialog.dataset.items) : [];
const mostRecent = 6;
const pause = 120;

let options = []; // what is shown, in order
let active = 0;
let moved = false; // the reader has chosen one of them
let found = { text: "", groups: [], complete: true };
let asking = null;
let timer = 0;

const acts = {
  keys: showKeys,
  "copy-link": () => copyText(location.href),
  "sign-out": () => document.querySelector("form[action='/sign-out']")?.requestSubmit(),
};

function act(name) {
  name.startsWith("theme:") ? changeTheme(name.slice(6)) : acts[name]?.();
}

// A page keeps what the header narrows it to, as the navigation does.
function addressOf(item) {
  return document.querySelector(`#nav [data-page="${CSS.escape(item.href)}"]`)?.getAttribute("href") ?? item.href;
}

function remember({ title, href, icon, note, act: name }) {
  const same = (other) => other.href === href && other.act === name;
  write("palette", [{ title, href, icon, note, act: name }, ...recents().filter((other) => !same(other))].slice(0, mostRecent));
}

// What this person may no longer do is not offered because it was done once.
function recents() {
  const kept = read("palette");
  return Array.isArray(kept)
    ? kept.filter((item) => (item.act ? known.some((k) => k.act === item.act) : item.href?.startsWith("/")))
    : [];
}

function choose(item, newTab) {
  if (!item) {
    return;
  }
  remember(item);
  if (item.href && newTab) {
    window.open(addressOf(item), "_blank", "noopener");
    return;
  }
  dialog.close();
  if (item.act) {
    act(item.act);
  } else if (document.querySelector(".shell[data-interactive]") && window.Blazor?.navigateTo) {
    Blazor.navigateTo(addressOf(item));
  } else {
    location.assign(addressOf(item));
  }
}

function groups() {
  const text = input.value.trim();
  if (!text) {
    return [
      { title: "Recent", items: recents() },
      { title: "Pages", items: known.filter((item) => item.group === "Pages") },
      { title: "Commands", items: known.filter((item) => item.group === "Commands") },
    ];
  }
  const remote = found.groups.map((group) => ({ ...group, items: group.items.filter((item) => !item.exact) }));
  return [
    { title: "By id", items: found.groups.flatMap((group) => group.items).filter((item) => item.exact) },
    { title: "Pages and commands", items: best(known, text) },
    ...remote,
  ];
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

function span(className, ...content) {
  const element = document.createElement("span");
  element.className = className;
  element.append(...content);
  return element;
}

function optionOf(item, index) {
  const option = document.createElement("div");
  option.id = `palette-${index}`;
  option.setAttribute("role", "option");
  option.dataset.index = index;
  option.append(icon(item.icon), span("cut", ...highlighted(item.title, input.value)));
  if (item.note) {
    option.append(span("dim small cut note", item.note));
  }
  if (item.key) {
    const keys = item.key === "?" ? ["?"] : ["g", item.key];
    option.append(span("push", ...keys.flatMap((key) => {
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      return [kbd, " "];
    })));
  }
  return option;
}

function groupOf({ title, items }, index) {
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", `palette-group-${index}`);
  const heading = span("group", title);
  heading.id = `palette-group-${index}`;
  group.append(heading, ...items.map((item) => optionOf(item, options.push(item) - 1)));
  return group;
}

function show() {
  const marked = moved ? options[active] : null;
  options = [];
  const shown = groups().filter((group) => group.items.length > 0);
  list.replaceChildren(...shown.map(groupOf));
  if (options.length === 0) {
    list.append(span("none", searching() ? "Searching …" : "Nothing is called so. A run can also be found by its id, a trace id or a step id."));
  } else if (!found.complete && input.value.trim()) {
    list.append(span("none", "Agents and runs cannot be searched just now."));
  }
  status.textContent = searching() ? "" : `${options.length} ${options.length === 1 ? "result" : "results"}`;
  mark(Math.max(0, options.findIndex((item) => marked && item.title === marked.title && item.href === marked.href && item.act === marked.act)));
}

const searching = () => input.value.trim() !== found.text;

function mark(index) {
  active = options.length === 0 ? -1 : (index + options.length) % options.length;
  for (const option of list.querySelectorAll("[role=option]")) {
    option.setAttribute("aria-selected", String(Number(option.dataset.index) === active));
  }
  const chosen = document.getElementById(`palette-${active}`);
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) {
    input.setAttribute("aria-activedescendant", chosen.id);
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function move(index) {
  moved = true;
  mark(index);
}

async function ask(text) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const answer = await fetch(`/palette?text=${encodeURIComponent(text)}`, {
      headers: { accept: "application/json" }, redirect: "error", signal,
    });
    found = answer.ok ? { text, ...(await answer.json()) } : { text, groups: [], complete: false };
  } catch (failure) {
    if (signal.aborted) {
      return;
    }
    found = { text, groups: [], complete: false };
  }
  if (dialog.open && input.value.trim() === text) {
    show();
  }
}

function typed() {
  clearTimeout(timer);
  moved = false;
  const text = input.value.trim();
  if (text) {
    timer = setTimeout(() => ask(text), pause);
  } else {
    asking?.abort();
    found = { text: "", groups: [], complete: true };
  }
  show();
}

export function openPalette() {
  if (!dialog || dialog.open || document.querySelector("dialog[open]")) {
    return;
  }
  input.value = "";
  moved = false;
  found = { text: "", groups: [], complete: true };
  dialog.showModal();
  show();
}

// Enter waits for an answer that is still on its way, so that a pasted id is opened without looking; not if one of those
// that are there was chosen.
async function enter(newTab) {
  const text = input.value.trim();
  if (searching() && !moved) {
    clearTimeout(timer);
    await ask(text);
    if (input.value.trim() !== text) {
      return;
    }
  }
  choose(options[active], newTab);
}

function onKey(event) {
  if (event.isComposing) {
    return;
  }
  switch (event.key) {
    case "ArrowDown": move(active + 1); break;
    case "ArrowUp": move(active - 1); break;
    case "PageDown": move(Math.min(active + 8, options.length - 1)); break;
    case "PageUp": move(Math.max(active - 8, 0)); break;
    case "Enter": enter(event.ctrlKey || event.metaKey); break;
    case "Tab": break; // the list belongs to the field; Escape leads out
    default: return;
  }
  event.preventDefault();
}

if (dialog) {
  input.addEventListener("input", typed);
  dialog.addEventListener("keydown", onKey);
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    choose(option && options[Number(option.dataset.index)], event.ctrlKey || event.metaKey);
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && Number(option.dataset.index) !== active) {
      mark(Number(option.dataset.index));
    }
  });
  // The next person at this browser is none of this one's business.
  document.addEventListener("submit", (event) => event.target.matches("form[action='/sign-out']") && forget("palette"));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      dialog.open ? dialog.close() : openPalette();
    }
  });
  document.addEventListener("click", (event) => event.target.closest?.("[data-palette]") && openPalette());
}
