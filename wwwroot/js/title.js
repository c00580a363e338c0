// How many things need somebody, in front of the title of the tab: "(2) Runs". The text is changed in place, because
// the server goes on updating it.

function attention() {
  let sum = 0;
  for (const count of document.querySelectorAll("#nav [data-attention]")) {
    sum += Number(count.dataset.attention) || 0;
  }
  return sum;
}

function write() {
  const node = [...(document.querySelector("head title")?.childNodes ?? [])].find((each) => each.nodeType === Node.TEXT_NODE);
  if (node) {
    const plain = node.data.replace(/^\(\d+\) /, "");
    const count = attention();
    const wanted = count > 0 ? `(${count}) ${plain}` : plain;
    if (node.data !== wanted) {
      node.data = wanted;
    }
  }
}

// When the page's own title changes, and once a second for the counts: watching the whole page would cost more.
new MutationObserver(write).observe(document.head, { childList: true, subtree: true, characterData: true });
setInterval(write, 1000);
write();
