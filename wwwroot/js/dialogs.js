// Dialogs. The browser keeps the focus inside an open one and gives it back at the end, also to one that is taken from
// the page: hence they are closed here and not only removed.

let pressedOutside = false; // a text that is marked to beyond the edge is no click beside the dialog

document.addEventListener("pointerdown", (event) => {
  pressedOutside = event.target.matches?.("dialog") && isBeside(event, event.target);
}, true);

document.addEventListener("click", (event) => {
  const dialog = event.target.closest?.("dialog");
  if (dialog && (event.target.closest("[data-close]") || isOutside(event, dialog))) {
    dialog.close();
  }
});

// A click on the backdrop hits the dialog itself. One made by a key has no place.
function isOutside(event, dialog) {
  return event.target === dialog && event.detail !== 0 && pressedOutside && isBeside(event, dialog);
}

function isBeside(event, dialog) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

export function open(dialog) {
  if (dialog && !dialog.open) {
    dialog.showModal();
  }
}

export function close(dialog) {
  dialog?.close();
  keepPlace();
}

// What was acted on may vanish together with the button that had the focus: the next Tab starts at the heading then.
function keepPlace(until = performance.now() + 3000) {
  if (document.activeElement === document.body && !document.querySelector("dialog[open]")) {
    document.querySelector("main h1")?.focus({ preventScroll: true });
  } else if (performance.now() < until) {
    setTimeout(() => keepPlace(until), 100);
  }
}
