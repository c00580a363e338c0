// node shoot.mjs <folder with playwright-core> <address> <docs folder>
import { createRequire } from "node:module";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { screens } from "./screens.mjs";

const [tools, address, docs] = process.argv.slice(2);
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");
const images = join(docs, "images", "screens");
const widths = [1440, 380];
const themes = ["light", "dark"];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
await mkdir(images, { recursive: true });
const state = await signIn();
const places = await findPlaces();
for (const theme of themes) {
  for (const width of widths) {
    await shootAll(theme, width);
  }
}
await writeFile(join(docs, "screens.md"), index());
await browser.close();

async function open(theme, width, signedOut = false) {
  const context = await browser.newContext({
    viewport: { width, height: width > 600 ? 900 : 820 },
    colorScheme: theme,
    storageState: signedOut ? undefined : state,
  });
  await context.addCookies([{ name: "theme", value: theme, url: address }]);
  return context;
}

async function signIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${address}/sign-in`);
  await page.fill("[name=email]", "ada@example.test");
  await page.fill("[name=password]", "a long password of Ada's");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  const saved = await context.storageState();
  await context.close();
  return saved;
}

// What the fleet has made differs from start to start.
async function findPlaces() {
  const context = await open("light", 1440);
  const page = await context.newPage();
  const get = async (path) => (await context.request.get(address + path)).json();
  const succeeded = (await get("/api/v1/runs?status=succeeded&limit=200")).items ?? [];
  const failed = (await get("/api/v1/runs?status=failed&limit=5")).items ?? [];
  const rich = [...succeeded].sort((a, b) => (b.toolCalls ?? 0) + b.llmCalls - (a.toolCalls ?? 0) - a.llmCalls);
  const talk = succeeded.find((run) => run.sessionId && succeeded.filter((other) => other.sessionId === run.sessionId).length > 1);
  await page.close();
  await context.close();
  return {
    run: `/runs/${rich[Math.min(3, rich.length - 1)].id}`,
    failed: `/runs/${(failed[0] ?? rich[0]).id}`,
    session: `/sessions/${encodeURIComponent((talk ?? succeeded.find((run) => run.sessionId))?.sessionId ?? "none")}`,
    agent: `/agents/${rich[0].agent.slug ?? rich[0].agent}`,
  };
}

async function shootAll(theme, width) {
  for (const screen of screens) {
    const context = await open(theme, width, screen.signedOut);
    const page = await context.newPage();
    const path = typeof screen.path === "function" ? screen.path(places) : screen.path;
    try {
      await page.goto(address + path);
      if (!screen.signedOut) {
        await page.waitForSelector("[data-interactive=true]");
      }
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
    }
    await context.close();
  }
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
