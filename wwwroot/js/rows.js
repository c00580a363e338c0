// Lists that scroll: tells the server whether the top is in view, and brings a row into view.

// A list that was taken away meanwhile is null.
export function watchTop(list, page) {
  if (!list) {
    return;
  }
  let atTop = true;
  const report = () => {
    const now = list.scrollTop < 8;
    if (now !== atTop) {
      atTop = now;
      page.invokeMethodAsync("SetAtTop", now).catch(() => {});
    }
  };
  list.addEventListener("scroll", report, { passive: true });
}

export function toTop(list) {
  if (list) {
    list.scrollTop = 0;
  }
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
