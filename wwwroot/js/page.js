// What the browser does by itself on every page. Everything listens on the document, so that it works for whatever the
// server renders later.
import "./copying.js";
import "./dialogs.js";
import "./keys.js";
import "./menus.js";
import "./palette.js";
import "./preferences.js";
import "./reconnect.js";
import "./tabs.js";
import "./theme.js";
import "./times.js";
import "./title.js";
import "./walk.js";
