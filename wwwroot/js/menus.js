// Menus that a button opens (the browser's popovers), and the narrow navigation.

// Arrow keys move in a menu; the browser closes it and gives the focus back.
document.addEventListener("toggle", (event) => {
  if (event.newState === "open" && event.target.matches?.(".menu")) {
    (event.target.querySelector("[aria-checked=true]") ?? event.target.querySelector("[role^=menuitem]"))?.focus();
  }
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  if (!menu) {
    return;
  }
  const items = [...menu.querySelectorAll("[role^=menuitem]")];
  const here = items.indexOf(event.target);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length].focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
  }
});

const shell = () => document.querySelector(".shell");
const isOpen = () => shell()?.dataset.nav === "open";

function toggleNavigation(open) {
  if (!shell() || isOpen() === open) {
    return;
  }
  const hadFocus = document.getElementById("nav").contains(document.activeElement);
  const button = document.querySelector("[data-menu]");
  shell().dataset.nav = open ? "open" : "";
  button.setAttribute("aria-expanded", String(open));
  if (open) {
    const nav = document.getElementById("nav");
    (nav.querySelector("[aria-current]") ?? nav.querySelector("a")).focus({ preventScroll: true });
  } else if (hadFocus) {
    button.focus();
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-menu]")) {
    toggleNavigation(!isOpen());
  } else if (event.target.closest?.(".nav a") || !event.target.closest?.(".nav")) {
    toggleNavigation(false);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen()) {
    toggleNavigation(false);
  }
});

// Out of the open navigation by Tab: it covers what has the focus then.
document.addEventListener("focusin", (event) => {
  if (isOpen() && !event.target.closest(".nav, [data-menu]")) {
    toggleNavigation(false);
  }
});
