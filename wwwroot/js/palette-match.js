// How well an item answers what was typed: each word must be in it, at best at the beginning of its title.

function fits(word, text) {
  const at = text.indexOf(word);
  if (at >= 0) {
    return at === 0 ? 4 : /[\s\-_·/]/.test(text[at - 1]) ? 3 : 2;
  }
  return 0;
}

// The letters in their order with others between them: "stg" for "settings".
function isSubsequence(word, text) {
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) {
      return false;
    }
  }
  return true;
}

function score(item, words) {
  const title = item.title.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const one = fits(word, title) * 2 || fits(word, (item.words ?? "").toLowerCase()) || (word.length > 1 && isSubsequence(word, title) ? 0.5 : 0);
    if (one === 0) {
      return 0;
    }
    sum += one;
  }
  return sum;
}

export function best(items, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items
    .map((item) => ({ item, score: score(item, words) }))
    .filter((rated) => rated.score > 0)
    .sort((one, other) => other.score - one.score)
    .map((rated) => rated.item);
}

/** The title in pieces: what was typed is marked. */
export function highlighted(title, text) {
  const word = text.trim().toLowerCase();
  const at = word ? title.toLowerCase().indexOf(word) : -1;
  if (at < 0) {
    return [title];
  }
  const marked = document.createElement("mark");
  marked.textContent = title.slice(at, at + word.length);
  return [title.slice(0, at), marked, title.slice(at + word.length)];
}
