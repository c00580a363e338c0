// Short messages about what was just done. One live region; each leaves by itself, later while it is read or pointed at.

const most = 3;
const shown = 6000;
const shownWithUndo = 10000;

function button(text, className, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", onClick);
  return made;
}

function leaveLater(element, time, leave) {
  let timer = setTimeout(leave, time);
  const wait = () => clearTimeout(timer);
  const goOn = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, time / 2);
  };
  element.addEventListener("pointerenter", wait);
  element.addEventListener("focusin", wait);
  element.addEventListener("pointerleave", goOn);
  element.addEventListener("focusout", goOn);
  return wait;
}

/**
 * @param {string} text
 * @param {{undo?: (() => unknown) | null, over?: () => void}} [options] over: called once when the toast is gone.
 */
export function toast(text, { undo = null, over = () => {} } = {}) {
  const region = document.getElementById("toasts");
  if (!region) {
    over();
    return;
  }
  const element = document.createElement("div");
  element.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  element.append(words);
  let stop = () => {};
  const leave = () => {
    if (element.isConnected) {
      stop();
      element.remove();
      over();
    }
  };
  if (undo) {
    element.append(button("Undo", "btn flat", async () => {
      stop();
      element.querySelectorAll("button").forEach((each) => (each.disabled = true));
      try {
        await undo();
      } catch {
        toast("It could not be undone.");
      } finally {
        leave();
      }
    }));
  }
  const close = button("", "toast-close", leave);
  close.setAttribute("aria-label", "Close message");
  element.append(close);
  element.leave = leave;
  region.append(element);
  stop = leaveLater(element, undo ? shownWithUndo : shown, leave);
  while (region.children.length > most) {
    region.firstElementChild.leave();
  }
}

/** For the server: the reference is let go of when the toast is over. */
export function say(text, offer) {
  toast(text, offer
    ? { undo: () => offer.invokeMethodAsync("UndoAsync"), over: () => offer.dispose() }
    : undefined);
}
