// Keys. One that a page names presses the element that bears it; "?" shows which there are. None of them while the
// reader is typing.

const chordTime = 1500;
let chord = 0; // when "g" was pressed; by the reader's clock, not by when a busy page came to it

const scrolling = new Set(["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown", "PageUp", " "]);

const shown = {
  ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": "Space", PageUp: "Page ↑", PageDown: "Page ↓",
};

export function isTyping(target) {
  return target.isContentEditable || Boolean(target.closest?.("input, select, textarea, [role=textbox]"));
}

function press(key) {
  const open = document.querySelector("dialog[open]");
  for (const element of (open ?? document).querySelectorAll("[data-key]")) {
    if (element.dataset.key.split(" ").includes(key) && !element.disabled) {
      element.click();
      return true;
    }
  }
  return false;
}

function goTo(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

const filter = () => document.querySelector("main [data-filter]")
  ?? document.querySelector("main .filters input, main .filters select");

function focusFilter() {
  const field = filter();
  field?.focus();
  field?.select?.();
  return Boolean(field);
}

function make(name, ...content) {
  const element = document.createElement(name);
  element.append(...content);
  return element;
}

function kbd(keys) {
  return keys.split(" ").filter(Boolean).flatMap((key, i) => [
    ...(i ? [" "] : []),
    make("kbd", shown[key] ?? key),
  ]);
}

// What the lists of this page say, under their headings.
function pageKeys() {
  const groups = new Map();
  for (const list of document.querySelectorAll("[data-page-keys]")) {
    const words = [...list.querySelectorAll("dt")].map((key) =>
      make("div", make("dt", ...kbd(key.textContent)), make("dd", key.nextElementSibling?.textContent ?? "")));
    groups.set(list.dataset.pageKeys, [...(groups.get(list.dataset.pageKeys) ?? []), ...words]);
  }
  return [...groups].map(([title, words]) => make("section", make("h3", title), make("dl", ...words)));
}

export function showKeys() {
  const help = document.getElementById("key-help");
  if (help && !help.open) {
    help.querySelector("[data-keys-here]").replaceChildren(...pageKeys());
    help.querySelector("[data-needs-filter]").hidden = !filter();
    help.showModal();
  }
}

function handle(event) {
  const key = event.key;
  if (document.querySelector("dialog[open]")) {
    return press(key);
  }
  if (chord && event.timeStamp - chord < chordTime) {
    chord = 0;
    return goTo(key);
  }
  chord = 0;
  if ((key === "Enter" || key === " ") && event.target.closest("a, button, summary, [role=button]")) {
    return false; // they press what has the focus
  }
  if (scrolling.has(key) && event.target.closest("[role=tabpanel], .text-block")) {
    return false; // they scroll what has the focus
  }
  if (press(key)) {
    return true;
  }
  switch (key) {
    case "g":
      chord = event.timeStamp;
      return true;
    case "/":
      return focusFilter();
    case "?":
      showKeys();
      return true;
    default:
      return false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  if (isTyping(event.target)) {
    if (event.key === "Escape" && event.target.closest("[data-filter], .filters")) {
      event.target.blur();
    }
    return;
  }
  if (handle(event)) {
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-show-keys]")) {
    showKeys();
  }
});
