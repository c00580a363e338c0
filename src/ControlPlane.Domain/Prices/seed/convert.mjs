// Turns the public facts on model prices into the compact seed file beside this script.
//
//   node convert.mjs <input.json> <output.json> <version, yyyy-mm-dd>
//
// Input: {providers: [{id, name, provider_match?, model_match?, models: [{id, name?, match, context_window?,
// deprecated?, prices}]}]}, the shape of the data in the MIT-licensed npm package @pydantic/genai-prices.
// README.md describes the output. The conversion loses nothing that a price depends on: an unknown key is an error.
import { readFileSync, writeFileSync } from "node:fs";

const [input, output, version] = process.argv.slice(2);
if (!/^\d{4}-\d{2}-\d{2}$/.test(version ?? "")) {
  console.error("usage: node convert.mjs <input.json> <output.json> <yyyy-mm-dd>");
  process.exit(2);
}

// Which provider's list is read when a provider resells models and its own list lacks one. These are facts of the
// package's version 0.1.8 that its plain price data does not repeat.
const resold = { azure: ["openai", "anthropic", "deepseek", "x-ai", "moonshotai"], google: ["anthropic"] };

const units = {
  input_mtok: "input",
  cache_read_mtok: "cachedInput",
  cache_write_mtok: "cacheWrite",
  cache_write_1h_mtok: "cacheWrite1h",
  input_audio_mtok: "inputAudio",
  cache_audio_read_mtok: "cachedAudio",
  input_image_mtok: "inputImage",
  cache_image_read_mtok: "cachedImage",
  input_video_mtok: "inputVideo",
  output_mtok: "output",
  output_reasoning_mtok: "reasoning",
  output_citation_mtok: "citation",
  output_audio_mtok: "outputAudio",
  output_image_mtok: "outputImage",
  output_video_mtok: "outputVideo",
  requests_kcount: "requests",
  web_searches_kcount: "webSearches",
  storage_searches_kcount: "storageSearches",
  input_text_messages_kcount: "textMessages",
  input_document_kpages: "documentPages",
  input_annotated_document_kpages: "annotatedPages",
  audio_hours: "audioSeconds",
  input_audio_hours: "inputAudioSeconds",
};

const operators = { equals: "=", starts_with: "^", ends_with: "$", contains: "~" };

function only(value, ...keys) {
  const foreign = Object.keys(value).filter((key) => !keys.includes(key));
  if (foreign.length > 0) throw new Error(`unknown key ${foreign.join(", ")} in ${JSON.stringify(value)}`);
  return value;
}

function rule(match) {
  const [[kind, value], ...more] = Object.entries(match);
  if (more.length > 0) throw new Error(`a rule of one kind expected: ${JSON.stringify(match)}`);
  if (kind === "or") return { any: value.map(rule) };
  if (kind === "and") return { all: value.map(rule) };
  if (kind === "regex") return `/${value}/`;
  if (!(kind in operators)) throw new Error(`unknown rule ${kind}`);
  return operators[kind] + value.toLowerCase();
}

function price(value) {
  if (typeof value === "number") return value;
  only(value, "base", "tiers");
  const tiers = [...value.tiers].sort((a, b) => a.start - b.start);
  return [value.base, ...tiers.map((tier) => [only(tier, "start", "price").start, tier.price])];
}

function prices(given) {
  const entry = {};
  for (const [key, value] of Object.entries(given)) {
    if (!(key in units)) throw new Error(`unknown price ${key}`);
    entry[units[key]] = price(value);
  }
  return entry;
}

const time = (text) => {
  const found = /^(\d{2}:\d{2}):00Z$/.exec(text);
  if (!found) throw new Error(`a time in whole minutes of UTC expected: ${text}`);
  return found[1];
};

function entries(given) {
  if (!Array.isArray(given)) return [prices(given)];
  return given.map(({ constraint, prices: own, ...rest }) => {
    only(rest);
    if (!constraint) return prices(own);
    if (constraint.type === "start_date") return { from: constraint.start_date, ...prices(own) };
    if (constraint.type !== "time_of_date") throw new Error(`unknown constraint ${constraint.type}`);
    return { daily: `${time(constraint.start_time)}-${time(constraint.end_time)}`, ...prices(own) };
  });
}

function model(given) {
  only(given, "id", "name", "match", "context_window", "deprecated", "prices");
  return {
    id: given.id,
    name: given.name,
    match: rule(given.match),
    context: given.context_window,
    deprecated: given.deprecated,
    prices: entries(given.prices),
  };
}

const head = {
  version,
  source: "Facts from the MIT-licensed npm package @pydantic/genai-prices 0.1.8, converted by convert.mjs.",
};
const providers = JSON.parse(readFileSync(input, "utf8")).providers.map((given) => {
  only(given, "id", "name", "provider_match", "model_match", "models");
  const { models, ...rest } = {
    id: given.id,
    name: given.name,
    match: given.provider_match && rule(given.provider_match),
    modelMatch: given.model_match && rule(given.model_match),
    resells: resold[given.id],
    models: given.models.map(model),
  };
  const lines = models.map((item) => `      ${JSON.stringify(item)}`).join(",\n");
  return `    ${JSON.stringify(rest).slice(0, -1)}, "models": [\n${lines}\n    ]}`;
});

// One model a line, so that a change of prices reads well in a diff.
const text = `{
  "version": ${JSON.stringify(head.version)},
  "source": ${JSON.stringify(head.source)},
  "providers": [
${providers.join(",\n")}
  ]
}
`;
JSON.parse(text);
writeFileSync(output, text);
