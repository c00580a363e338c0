// Lists that scroll: who is on them, moving from row to row, reading on near the end, and bringing a row into view.
import { copyText } from "./copying.js";
import { setCookie } from "./remember.js";

const watched = new WeakSet();
let shown = null;

// Clicks and keys of the list of runs. Rows are links to their run: with Ctrl or the middle button the browser opens it.
export function watchList(list, page) {
  if (!list || watched.has(list)) {
    return;
  }
  watched.add(list);
  shown = { list, page };
  let following = null; // what the server was told
  let over = list.matches(":hover"); // the pointer may have been there before this was loaded
  let reading = false;
  const call = (name, ...values) => page.invokeMethodAsync(name, ...values).catch(() => {});
  const report = () => {
    const now = list.scrollTop < 8 && !over && !list.contains(document.activeElement);
    if (now !== following) {
      following = now;
      call("SetFollowing", now);
    }
  };
  const near = async () => {
    if (!reading && list.querySelector(".more:not(:disabled)") && list.scrollHeight - list.scrollTop - list.clientHeight < 900) {
      reading = true;
      await call("LoadMore");
      reading = false;
    }
  };
  list.addEventListener("scroll", () => { report(); near(); }, { passive: true });
  list.addEventListener("pointerenter", () => { over = true; report(); });
  list.addEventListener("pointerleave", () => { over = false; report(); });
  list.addEventListener("focusin", report);
  list.addEventListener("focusout", () => setTimeout(report));
  list.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-run]");
    if (row && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      row.focus({ preventScroll: true });
      call("PeekAt", row.dataset.run, Boolean(event.target.closest("a.name")));
    }
  }, true);
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-run]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (row && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      call("PeekAt", row.dataset.run, event.key === "Enter");
    }
  });
  list.peekSoon = debounced((id) => call("PeekAt", id, false));
  report();
}

function debounced(action) {
  let timer = 0;
  return (value) => {
    clearTimeout(timer);
    timer = setTimeout(action, 90, value);
  };
}

function rowsOf(list) {
  return [...list.querySelectorAll("tr[data-run]")];
}

function current(rows, list) {
  return rows.find((row) => row === document.activeElement || row.contains(document.activeElement))
    ?? rows.find((row) => row.dataset.run === list.dataset.peek);
}

function move(by) {
  const list = shown?.list;
  if (!list?.isConnected) {
    return;
  }
  const rows = rowsOf(list);
  const from = current(rows, list);
  const row = from ? rows[rows.indexOf(from) + by] : rows[0];
  if (!row) {
    return;
  }
  row.focus({ preventScroll: true });
  const head = list.querySelector("thead")?.offsetHeight ?? 0;
  const top = row.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (top < head) {
    list.scrollTop -= head - top;
  } else if (top + row.offsetHeight > list.clientHeight) {
    list.scrollTop += top + row.offsetHeight - list.clientHeight;
  }
  if (list.dataset.peek) {
    list.peekSoon(row.dataset.run);
  }
}

document.addEventListener("click", (event) => {
  const mover = event.target.closest("[data-row-move]");
  if (mover) {
    move(Number(mover.dataset.rowMove));
  }
  if (event.target.closest("[data-row-open]") && shown?.list.isConnected) {
    const id = current(rowsOf(shown.list), shown.list)?.dataset.run;
    if (id) {
      shown.page.invokeMethodAsync("OpenRun", id).catch(() => {});
    }
  }
});

// The address of this very view.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-copy-link]")) {
    copyText(location.href);
  }
});

// A menu that opens over the page closes when one goes on elsewhere, by pointer or by key.
for (const going of ["pointerdown", "focusin"]) {
  document.addEventListener(going, (event) => {
    for (const open of document.querySelectorAll("details.chooser[open]")) {
      if (!open.contains(event.target)) {
        open.open = false;
      }
    }
  });
}

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" ? event.target.closest?.("details.chooser[open]") : null;
  if (open) {
    event.preventDefault();
    open.open = false;
    open.querySelector("summary").focus();
  }
}, true);

export function remembered(name) {
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(name + "="));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

export function remember(name, value) {
  setCookie(name, value);
}

export function toTop(list) {
  if (list) {
    list.scrollTop = 0;
  }
}

// Keeps what is read where it is while rows come or go above it. The browser's own anchoring does not see through rows
// that are rendered only where they are looked at.
export function keepInPlace(list) {
  if (!list || watched.has(list)) {
    return;
  }
  watched.add(list);
  let anchor = null;
  const topOf = (row) => row.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const capture = () => {
    const row = list.scrollTop > 0
      ? [...list.querySelectorAll("tr[data-step]")].find((one) => topOf(one) >= 0)
      : null;
    anchor = row ? { step: row.dataset.step, top: topOf(row), scrolled: list.scrollTop } : null;
  };
  new MutationObserver(() => {
    const row = anchor && anchor.scrolled === list.scrollTop
      ? list.querySelector(`tr[data-step="${CSS.escape(anchor.step)}"]`)
      : null;
    if (row) {
      list.scrollTop += topOf(row) - anchor.top;
    }
    capture();
  }).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["style"] });
  list.addEventListener("scroll", capture, { passive: true });
}

export function reveal(list, index, rowHeight, headHeight) {
  if (!list) {
    return;
  }
  const top = index * rowHeight;
  const room = list.clientHeight - headHeight;
  if (top < list.scrollTop) {
    list.scrollTop = Math.max(0, top - rowHeight);
  } else if (top + rowHeight > list.scrollTop + room) {
    list.scrollTop = top + 2 * rowHeight - room;
  }
}
