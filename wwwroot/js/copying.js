// Buttons that copy: data-copy names the element with the text, data-copy-text is the text.
import { toast } from "./toasts.js";

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
    return true;
  } catch {
    // Over plain HTTP from another machine there is no clipboard.
    toast("The browser does not let this page copy. Select the text and copy it yourself.");
    return false;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-text]");
  if (!button) {
    return;
  }
  const source = document.getElementById(button.dataset.copy);
  if (await copyText(source ? source.textContent : button.dataset.copyText)) {
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, 2000);
  }
});
