// The choices of theme and time zone on the page of one's account. They are cookies of this browser.
import { setCookie } from "./remember.js";
import { changeTheme, currentTheme } from "./theme.js";

// What is rendered later shows what is chosen, too.
function show() {
  for (const choice of document.querySelectorAll("select[data-theme-select]:not([data-shown])")) {
    choice.dataset.shown = "";
    choice.value = currentTheme();
  }
  for (const choice of document.querySelectorAll("select[data-zone-choice]:not([data-shown])")) {
    choice.dataset.shown = "";
    choice.value = document.documentElement.dataset.zoneChoice ?? "";
  }
}

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches?.("select[data-theme-select]")) {
    changeTheme(target.value);
  }
  if (target.matches?.("select[data-zone-choice]")) {
    setCookie("zone-choice", target.value);
    location.reload();
  }
});

new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
