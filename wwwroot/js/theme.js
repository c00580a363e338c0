// Light, dark, or whatever the system says. The server writes it into the document by the cookie, so nothing flashes.
import { setCookie } from "./remember.js";
import { toast } from "./toasts.js";

const root = document.documentElement;
const words = { light: "Light theme", dark: "Dark theme", system: "Theme like the system's" };
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("theme") : null;

export function currentTheme() {
  return root.dataset.theme ?? "system";
}

function show(theme) {
  if (theme === "system") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme;
  }
}

export function setTheme(theme) {
  show(theme);
  setCookie("theme", theme);
  tabs?.postMessage(theme);
}

/** For commands, whose effect is not in sight of what was pressed. */
export function changeTheme(theme) {
  const before = currentTheme();
  setTheme(theme);
  toast(words[theme], { undo: before === theme ? null : () => setTheme(before) });
}

tabs?.addEventListener("message", (event) => event.data in words && show(event.data));

// The menu is drawn anew by the server now and then; what is chosen is marked when it opens.
function prepareMenu(menu) {
  for (const choice of menu.querySelectorAll("[data-theme-choice]")) {
    choice.setAttribute("aria-checked", String(choice.dataset.themeChoice === currentTheme()));
  }
}

document.addEventListener("beforetoggle", (event) => {
  if (event.target.id === "theme-menu" && event.newState === "open") {
    prepareMenu(event.target);
  }
}, true);

document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-theme-choice]");
  if (choice) {
    setTheme(choice.dataset.themeChoice);
    choice.closest("[popover]").hidePopover();
  }
});
