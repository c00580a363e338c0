// Writes expected-costs.json: what the npm package @pydantic/genai-prices computes for calls of every model it knows.
//
//   npm install @pydantic/genai-prices@0.1.8   (in a folder of its own)
//   node expected-costs.mjs <that folder> <facts.json> expected-costs.json
//
// A case: [provider or null, model, time, [input, output, cached, cache write, reasoning], provider id, model id, USD].
// The package computes in binary floating point, so USD is written as it is and rounded by whoever compares.
import { createRequire } from "node:module";
import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";

const [folder, facts, output] = process.argv.slice(2);
const { calcPrice } = createRequire(join(folder, "package.json"))("@pydantic/genai-prices");
console.warn = () => {};

// Small, uneven, half a nano-dollar at many prices, with every part, and one side empty.
const usages = [
  [1000, 500, 0, 0, 0],
  [655, 74, 512, 0, 29],
  [1565, 154, 576, 320, 58],
  [1, 1, 0, 0, 0],
  [3, 7, 1, 1, 5],
  [123457, 8191, 98304, 1023, 4099],
  [17, 0, 0, 0, 0],
  [0, 33, 0, 0, 11],
  [999999, 65535, 0, 999, 64000],
];
const times = ["2024-06-01T12:00:00Z", "2025-11-30T23:59:59Z", "2026-11-21T05:00:00Z", "2027-03-01T00:00:00Z"];

function texts(match) {
  return Object.entries(match).flatMap(([kind, value]) => {
    if (Array.isArray(value)) return value.flatMap(texts);
    return kind === "regex" ? [] : [value];
  });
}

function edges(model) {
  const entries = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const starts = entries.flatMap(({ prices }) =>
    Object.values(prices).flatMap((price) => (price.tiers ?? []).map((tier) => tier.start)),
  );
  const days = entries.flatMap(({ constraint }) => {
    if (constraint?.type === "start_date") {
      const day = Date.parse(`${constraint.start_date}T00:00:00Z`);
      return [new Date(day - 1).toISOString(), new Date(day).toISOString()];
    }
    if (constraint?.type !== "time_of_date") return [];
    return [constraint.start_time, constraint.end_time].flatMap((time) => {
      const at = Date.parse(`2026-10-05T${time}`);
      return [new Date(at - 1).toISOString(), new Date(at).toISOString()];
    });
  });
  return { starts: [...new Set(starts)], days: [...new Set(days)] };
}

const cases = [];
const seen = new Set();
function add(providerId, model, timestamp, usage) {
  const key = JSON.stringify([providerId, model, timestamp, usage]);
  if (seen.has(key)) return;
  seen.add(key);
  const [input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, output_reasoning_tokens] = usage;
  const priced = calcPrice(
    { input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, output_reasoning_tokens },
    model,
    { providerId: providerId ?? undefined, timestamp: new Date(timestamp) },
  );
  const answer = priced ? [priced.provider.id, priced.model.id, priced.total_price] : [null, null, null];
  cases.push([providerId, model, timestamp, usage, ...answer]);
}

let turn = 0;
const next = (list) => list[turn++ % list.length];
for (const provider of JSON.parse(readFileSync(facts, "utf8")).providers) {
  for (const model of provider.models) {
    const { starts, days } = edges(model);
    add(provider.id, model.id, next(times), next(usages));
    for (const text of texts(model.match).slice(0, 2)) add(provider.id, text, next(times), next(usages));
    if (turn % 5 === 0) add(null, model.id, next(times), next(usages));
    for (const start of starts) {
      for (const input of [start - 1, start, start + 1]) add(provider.id, model.id, times[2], [input, 901, 1000, 7, 300]);
      add(provider.id, model.id, times[1], [start + 1, 901, start, 1, 300]);
    }
    for (const day of days) add(provider.id, model.id, day, next(usages));
  }
}

const names = [
  ["gcp.vertex.agent", "gemini-2.5-pro"],
  ["gcp.gemini", "gemini-2.5-flash"],
  ["google.vertex.anthropic", "claude-sonnet-4-5@20250929"],
  ["aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"],
  ["amazon-bedrock", "amazon.nova-pro-v1:0"],
  ["azure", "gpt-4o-2024-08-06"],
  ["azure", "claude-sonnet-4-5-20250929"],
  ["azure.ai.openai", "gpt-4o"],
  ["openai.chat", "gpt-4o-mini-2024-07-18"],
  ["openai.responses", "GPT-5-Mini-2025-08-07"],
  ["OpenAI", " gpt-4.1-20250414 "],
  ["anthropic.messages", "claude-sonnet-4-5-20250929"],
  ["mistral_ai", "mistral-large-latest"],
  ["xai", "grok-4"],
  ["litellm", "anthropic/claude-sonnet-4-5"],
  ["litellm", "gpt-4o"],
  [null, "o3-mini"],
  [null, "command-r-plus"],
  [null, "no-such-model"],
];
for (const [provider, model] of names) for (const time of times) add(provider, model, time, next(usages));

writeFileSync(output, `[\n${cases.map((item) => JSON.stringify(item)).join(",\n")}\n]\n`);
console.log(`${cases.length} cases, ${cases.filter((item) => item[6] === null).length} without a price`);
