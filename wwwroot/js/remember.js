// What this browser keeps for its reader.
export function setCookie(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const year = 60 * 60 * 24 * 365;
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${year}; samesite=lax${secure}`;
}

// A browser may forbid storage; then nothing is kept.
export function read(name, storage = "localStorage") {
  try {
    return JSON.parse(window[storage].getItem(name));
  } catch {
    return null;
  }
}

export function write(name, value, storage = "localStorage") {
  try {
    window[storage].setItem(name, JSON.stringify(value));
  } catch {
    // Not kept.
  }
}

export function forget(name, storage = "localStorage") {
  try {
    window[storage].removeItem(name);
  } catch {
    // Was not kept.
  }
}
