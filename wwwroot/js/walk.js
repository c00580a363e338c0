// Keys that go from one to the next. j and k: from row to row of the page's lists. A row is walked to by its link, or by its first button.

function stops() {
  return [...document.querySelectorAll("main [data-walk-rows] tbody tr")]
    .map((row) => row.querySelector("a.name, button:not(:disabled)"))
    .filter((stop) => stop?.checkVisibility());
}

document.addEventListener("click", (event) => {
  const by = Number(event.target.closest?.("[data-walk]")?.dataset.walk);
  if (!by) {
    return;
  }
  const all = stops();
  const row = document.activeElement?.closest("tr");
  const here = all.findIndex((stop) => stop.closest("tr") === row);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  all[next]?.focus();
});

// [ and ]: from section to section of the settings.
document.addEventListener("click", (event) => {
  const by = Number(event.target.closest?.("[data-section-step]")?.dataset.sectionStep);
  if (by) {
    const all = [...document.querySelectorAll("main a[data-section]")];
    all[all.findIndex((link) => link.ariaCurrent === "page") + by]?.click();
  }
});
