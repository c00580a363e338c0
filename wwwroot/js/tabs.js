// Arrow keys, Home and End go from tab to tab and open it. Before the keys of the page, which use arrows too.
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[role=tablist]");
  if (!list || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const here = tabs.indexOf(event.target);
  const to = { ArrowRight: here + 1, ArrowLeft: here - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
  if (here >= 0 && to !== undefined) {
    event.preventDefault();
    const tab = tabs[to % tabs.length];
    tab.focus();
    tab.click();
  }
}, true);
