// The same facts from both sides: from what the model server served, and from what the API shows.
import { nano, priceOf, usd } from './prices.mjs';

const PROVIDERS = { openai: 'openai', anthropic: 'anthropic', gemini: 'google' };

/**
 * @param calls the model server's log of a run, one entry a request; null where the client exports nothing at all
 * @param ok what the client said about its end
 */
export function factsServed(calls, ok) {
  if (calls === null) return { runs: 0 };
  const answered = calls.filter((call) => call.status === 200);
  const sum = (count) => answered.reduce((total, call) => total + (call.usage?.[count] ?? 0), 0);
  const costs = answered.map(costServed);
  const priced = costs.filter((cost) => cost !== null);
  return {
    runs: 1,
    failed: !ok,
    'llm calls': answered.length,
    models: distinct(answered.length ? answered.map((c) => c.response_model) : calls.map((c) => c.request_model)),
    input: sum('in'),
    cached: sum('cached'),
    'cache write': sum('cacheWrite'),
    output: sum('out'),
    reasoning: sum('reasoning'),
    tools: counts(answered.flatMap((call) => call.tool_calls).map((call) => call.name)),
    'cost USD': usd(priced.reduce((total, cost) => total + cost, 0)),
    'cost is': priced.length === costs.length ? 'complete' : priced.length === 0 ? 'unknown' : 'partial',
  };
}

export function factsShown(runs) {
  if (runs.length !== 1) return { runs: runs.length };
  const [run] = runs;
  return {
    runs: 1,
    failed: run.status === 'failed',
    'llm calls': run.llmCalls,
    models: distinct(run.models),
    input: run.tokens.input,
    cached: run.tokens.cachedInput,
    'cache write': run.tokens.cacheWrite,
    output: run.tokens.output,
    reasoning: run.tokens.reasoning,
    tools: counts(Object.entries(run.toolCallsByName).flatMap(([name, count]) => Array(count).fill(name))),
    'cost USD': usd(nano(run.costUsd)),
    'cost is': run.costStatus,
  };
}

/** The cost of a run beside the sum of what the package says for each of its counted model calls. */
export function costsOfSteps(run, steps) {
  const calls = steps.filter((step) => step.kind === 'llm' && !step.duplicateOf && step.tokens);
  const differences = [];
  let sum = 0;
  for (const step of calls) {
    const truth = priceOf({
      tokens: step.tokens,
      provider: step.provider,
      models: [step.responseModel, step.model],
      at: step.startedAt,
    });
    const shown = step.costUsd === null || step.costUsd === undefined ? null : nano(step.costUsd);
    sum += truth ?? 0;
    if (shown !== truth) {
      const model = step.responseModel ?? step.model;
      differences.push(`step ${step.id} ${step.provider}/${model} ${JSON.stringify(step.tokens)}: ${shown} nano-USD, not ${truth}`);
    }
  }
  if (nano(run.costUsd) !== sum) differences.push(`run ${run.id}: ${nano(run.costUsd)} nano-USD, not ${sum}`);
  return { calls: calls.length, sum, differences };
}

function costServed(call) {
  if (!call.usage) return null;
  const { in: input, out: output, cached: cachedInput, cacheWrite, reasoning } = call.usage;
  return priceOf({
    tokens: { input, output, cachedInput, cacheWrite, reasoning },
    provider: PROVIDERS[call.api.split('.')[0]],
    models: [call.response_model],
    at: call.t,
  });
}

const distinct = (names) => [...new Set(names)].sort().join(' ') || 'none';

function counts(names) {
  const found = {};
  for (const name of names) found[name] = (found[name] ?? 0) + 1;
  return Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}
