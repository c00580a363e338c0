// The choices of theme and time zone, on the page of one's account. They are cookies of this browser.

const year = 60 * 60 * 24 * 365;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = value ? year : 0;
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax${secure}`;
}

// What is rendered later shows what is chosen, too.
function show() {
  for (const choice of document.querySelectorAll("[data-theme-choice]:not([data-shown])")) {
    choice.dataset.shown = "";
    choice.value = document.documentElement.dataset.theme ?? "system";
  }
  for (const choice of document.querySelectorAll("[data-zone-choice]:is(select):not([data-shown])")) {
    choice.dataset.shown = "";
    choice.value = document.documentElement.dataset.zoneChoice ?? "";
  }
}

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches?.("[data-theme-choice]")) {
    // The theme's own listener takes it, as if it had come from another window.
    dispatchEvent(new StorageEvent("storage", { key: "theme", newValue: target.value }));
  }
  if (target.matches?.("select[data-zone-choice]")) {
    remember("zone-choice", target.value);
    location.reload();
  }
});

new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
