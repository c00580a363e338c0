// Every screen that has a picture: where it is, what it is called, and what is done before the picture is taken.
// `page` is Playwright's; `link` finds the address of something that the fleet has made.

export const screens = [
  { name: "overview", title: "Overview", path: "/overview" },
  { name: "runs", title: "Runs", path: "/runs" },
  { name: "peek", title: "Runs, one of them opened beside the list", path: "/runs", then: peek },
  { name: "run", title: "One run: tree and waterfall", path: ({ run }) => run },
  { name: "step", title: "A model call of a run", path: ({ run }) => run, then: openModelCall },
  { name: "failed", title: "A run that failed", path: ({ failed }) => failed },
  { name: "session", title: "A conversation as a thread of runs", path: ({ session }) => session },
  { name: "agents", title: "Agents", path: "/agents" },
  { name: "agent", title: "One agent", path: ({ agent }) => agent },
  { name: "register", title: "Registering an agent", path: "/register-agent" },
  { name: "people", title: "Settings: people", path: "/settings/people" },
  { name: "account", title: "Settings: my account", path: "/settings/account" },
  { name: "keys", title: "Settings: keys", path: "/settings/keys" },
  { name: "redaction", title: "Settings: redaction", path: "/settings/redaction" },
  { name: "retention", title: "Settings: retention", path: "/settings/retention" },
  { name: "audit", title: "Audit", path: "/audit" },
  { name: "demo", title: "The demonstration", path: "/demo" },
  { name: "palette", title: "The command palette", path: "/overview", then: palette },
  { name: "keys-help", title: "Keys of a page", path: "/runs", then: keyHelp },
  { name: "sign-in", title: "Sign in", path: "/sign-in", signedOut: true },
];

async function peek(page) {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter").catch(() => {});
}

async function openModelCall(page) {
  const row = page.locator("[data-kind=llm], .step-llm, [role=row]:has-text('chat')").first();
  await row.click();
}

async function palette(page) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("re");
}

async function keyHelp(page) {
  await page.keyboard.press("?");
}
