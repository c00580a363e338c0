// node shoot.mjs <folder with playwright-core> <address> <address of a server that nobody reported to> <docs folder>
import { createRequire } from "node:module";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { screens } from "./screens.mjs";

const [tools, address, emptyAddress, docs] = process.argv.slice(2);
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");
const images = join(docs, "images", "screens");
const token = process.env.Bootstrap__AdminToken;
const ada = { email: process.env.Bootstrap__AdminEmail, password: process.env.Bootstrap__AdminPassword };
const grace = { email: "grace@example.test", displayName: "Grace", role: "viewer", temporaryPassword: "a first password for Grace" };
const joan = { email: "joan@example.test", displayName: "Joan", role: "operator", temporaryPassword: "a first password for Joan" };

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
await rm(images, { recursive: true, force: true });
await mkdir(images, { recursive: true });
await post("/api/v1/people", grace);
await post("/api/v1/people", joan);
const states = {
  admin: await signIn(address, ada),
  empty: await signIn(emptyAddress, ada),
  viewer: await signIn(address, { email: grace.email, password: grace.temporaryPassword }, "a password of Grace's own"),
  newcomer: await signIn(address, { email: joan.email, password: joan.temporaryPassword }),
};
const places = await findPlaces();
for (const theme of ["light", "dark"]) {
  for (const width of [1440, 380]) {
    for (const screen of screens) await shoot(screen, theme, width);
  }
}
await writeFile(join(docs, "screens.md"), index());
await browser.close();

async function signIn(server, { email, password }, chosen) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server}/sign-in`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  if (chosen) {
    await page.fill("[name=current]", password);
    await page.fill("[name=chosen]", chosen);
    await page.fill("[name=repeated]", chosen);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/account/password"));
  }
  const saved = await context.storageState();
  await context.close();
  return saved;
}

// What the fleet has made differs from start to start.
async function findPlaces() {
  const succeeded = (await get("/api/v1/runs?status=succeeded&limit=200")).items;
  const failed = (await get("/api/v1/runs?status=failed&limit=5")).items;
  const rich = [...succeeded].sort((a, b) => b.toolCalls + b.llmCalls - a.toolCalls - a.llmCalls);
  const run = rich[Math.min(3, rich.length - 1)];
  const steps = (await get(`/api/v1/runs/${run.id}/steps?limit=500`)).items;
  const call = steps.find((step) => step.kind === "llm" && step.tokens && step.output?.length);
  const tool = steps.find((step) => step.kind === "tool" && step.result);
  const talk = succeeded.find(
    (one) => one.sessionId && succeeded.filter((other) => other.sessionId === one.sessionId).length > 1,
  );
  const invited = await post("/api/v1/people/invitations", { email: "lin@example.test", displayName: "Lin", role: "manager" });
  await post("/api/v1/agents", { slug: "claims-assistant", name: "Claims assistant" });
  return {
    run: `/runs/${run.id}`,
    step: `/runs/${run.id}?step=${call?.id ?? ""}`,
    tool: `/runs/${run.id}?step=${tool?.id ?? ""}`,
    peek: `/runs?peek=${run.id}`,
    failed: `/runs/${(failed[0] ?? run).id}`,
    session: `/sessions?id=${encodeURIComponent((talk ?? succeeded.find((one) => one.sessionId))?.sessionId ?? "none")}`,
    agent: `/agents/${run.agent}`,
    fresh: "/agents/claims-assistant",
    welcome: invited.address,
  };
}

async function shoot(screen, theme, width) {
  const server = screen.empty ? emptyAddress : address;
  const context = await browser.newContext({
    viewport: { width, height: width > 600 ? 900 : 820 },
    colorScheme: theme,
    storageState: screen.as === "nobody" ? undefined : states[screen.empty ? "empty" : (screen.as ?? "admin")],
  });
  try {
    const page = await context.newPage();
    const path = typeof screen.path === "function" ? screen.path(places) : screen.path;
    await page.goto(new URL(path, server).toString());
    // The pages of signing in are plain documents.
    if (!["nobody", "newcomer"].includes(screen.as)) await page.waitForSelector("[data-interactive=true]");
    await page.waitForTimeout(1_500); // a picture, not a test: let charts and lists come to rest
    if (screen.then) {
      await screen.then(page);
      await page.waitForTimeout(1_000);
    }
    const devtools = await context.newCDPSession(page);
    const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 82 });
    await writeFile(join(images, `${screen.name}-${theme}-${width}.webp`), Buffer.from(data, "base64"));
  } catch (failure) {
    console.error(`${screen.name} ${theme} ${width}: ${failure.message.split("\n")[0]}`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

async function get(path) {
  return answerOf(path, await fetch(address + path, { headers: { authorization: `Bearer ${token}` } }));
}

async function post(path, body) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return answerOf(path, await fetch(address + path, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function answerOf(path, response) {
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function index() {
  const picture = (screen, width, attributes) =>
    `<picture><source media="(prefers-color-scheme: dark)" srcset="images/screens/${screen.name}-dark-${width}.webp">` +
    `<img alt="${screen.title}" src="images/screens/${screen.name}-light-${width}.webp"${attributes}></picture>`;
  return [
    "# Screens",
    "",
    "Made by `scripts/screenshots.sh` with the demonstration fleet running; light or dark as your reader prefers.",
    ...screens.flatMap((screen) => ["", `## ${screen.title}`, "", picture(screen, 1440, ' width="760"'), picture(screen, 380, ' width="200"')]),
    "",
  ].join("\n");
}
