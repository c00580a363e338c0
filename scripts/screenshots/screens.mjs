// Every screen that has a picture: where it is, what it is called, who looks at it, and what is done before the picture
// is taken. `page` is Playwright's; a path that is a function is given the places that shoot.mjs found.

export const screens = [
  { name: "overview", title: "Overview", path: "/overview" },
  { name: "runs", title: "Runs", path: "/runs" },
  { name: "peek", title: "Runs, one of them opened beside the list", path: ({ peek }) => peek },
  { name: "no-runs", title: "Runs, when a filter finds nothing", path: "/runs?agent=nobody" },
  { name: "run", title: "One run: tree and waterfall", path: ({ run }) => run },
  { name: "step", title: "A model call of a run", path: ({ step }) => step },
  { name: "tool", title: "A tool call of a run", path: ({ tool }) => tool },
  { name: "failed", title: "A run that failed", path: ({ failed }) => failed },
  { name: "session", title: "A conversation as a thread of runs", path: ({ session }) => session },
  { name: "agents", title: "Agents", path: "/agents" },
  { name: "agent", title: "One agent", path: ({ agent }) => agent },
  { name: "register", title: "Registering an agent", path: "/register-agent" },
  { name: "set-up", title: "An agent that has not reported yet", path: ({ fresh }) => fresh },
  { name: "people", title: "Settings: people", path: "/settings/people" },
  { name: "account", title: "Settings: my account", path: "/settings/account" },
  { name: "keys", title: "Settings: keys", path: "/settings/keys" },
  { name: "redaction", title: "Settings: redaction", path: "/settings/redaction" },
  { name: "retention", title: "Settings: retention", path: "/settings/retention" },
  { name: "audit", title: "Audit", path: "/audit" },
  { name: "demo", title: "The demonstration", path: "/demo" },
  { name: "palette", title: "The command palette", path: "/overview", then: palette },
  { name: "keys-help", title: "Keys of a page", path: "/runs", then: keyHelp },
  { name: "not-found", title: "A page that does not exist", path: "/nowhere" },
  { name: "no-permission", title: "A page that needs another role", path: "/settings/people", as: "viewer" },
  { name: "sign-in", title: "Sign in", path: "/sign-in", as: "nobody" },
  { name: "welcome", title: "An invitation", path: ({ welcome }) => welcome, as: "nobody" },
  { name: "password", title: "A password that somebody else chose is changed first", path: "/", as: "newcomer" },
  { name: "first-overview", title: "The overview before anything was reported", path: "/overview", empty: true },
  { name: "first-runs", title: "Runs before anything was reported", path: "/runs", empty: true },
  { name: "first-agents", title: "Agents before anything was reported", path: "/agents", empty: true },
];

async function palette(page) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("re");
}

async function keyHelp(page) {
  await page.keyboard.press("?");
}
