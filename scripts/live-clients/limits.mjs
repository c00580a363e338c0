// What clients are known not to export, or not rightly. Each limit is a change to what was served: the server must then
// show exactly what is left. A difference that no limit brings about is a failure.

const answered = (calls) => calls.filter((call) => call.status === 200);
const each = (change) => (calls) => calls.map((call) => (call.status === 200 ? { ...call, ...change(call) } : call));
const usage = (change) => each((call) => ({ usage: call.usage && { ...call.usage, ...change } }));
const only = (...variants) => (run) => variants.includes(run.variant);
const not = (...variants) => (run) => !variants.includes(run.variant);
const in_ = (...scenarios) => (run) => scenarios.includes(run.scenario);
const both = (one, other) => (run) => one(run) && other(run);
const streams = (run) => /(^|-)stream/.test(run.variant);
const anthropic = (run) => run.variant.startsWith('anthropic');
const always = () => true;

/** Arguments that are no JSON, or lack what each tool of the scenarios requires. */
function isUsable({ name, arguments: text }) {
  try {
    const required = { get_weather: 'city', search_docs: 'query', escalate_to_human: 'reason' }[name];
    return required === undefined || required in JSON.parse(text);
  } catch {
    return false;
  }
}

const NO_CACHED = ['cached tokens are not exported', usage({ cached: 0 })];
const NO_REASONING = ['reasoning tokens are not exported', usage({ reasoning: 0 })];
const NO_USAGE = ['a stream exports no usage', each(() => ({ usage: null }))];
const NO_TOOL_SPANS = ['tool executions have no spans', each(() => ({ tool_calls: [] }))];
const REQUESTED_MODEL = ['only the requested model is exported', each((call) => ({ response_model: call.request_model }))];
const FAILED_UNSEEN = ['a failed call exports nothing about itself', answered];
const NOT_EXECUTED = [
  'a call with malformed arguments is never executed',
  each((call) => ({ tool_calls: call.tool_calls.filter(isUsable) })),
];
const ANSWER_DROPPED = [
  'the answer is dropped when its tool arguments do not parse, with the tokens it cost',
  (calls) => calls.map((call) => (call.status === 200 && !call.tool_calls.every(isUsable) ? { ...call, status: 0 } : call)),
];
const ESTIMATED = [
  'a stream exports a local estimate for its last call only',
  (calls) => calls.map((call, at) => ({ ...call, usage: at < calls.length - 1 ? null : { in: 92, out: 16 } })),
];
const ONE_OF_PARALLEL = [
  'only the last of parallel tool calls is executed',
  each((call) => ({ tool_calls: call.tool_calls.slice(-1) })),
];
const HAND_OFFS_ARE_AGENTS = [
  'a hand-off is an agent span, not a tool',
  each((call) => ({ tool_calls: call.tool_calls.filter(({ name }) => !name.startsWith('transfer_to_')) })),
];
const EXPORTS_NOTHING = ['a run that fails exports nothing at all', () => null];

/** Client, runs, limit. */
const LIMITS = [
  ['anthropic-native', always, NO_TOOL_SPANS],
  ['dotnet-openai', always, NO_CACHED],
  ['dotnet-openai', always, NO_REASONING],
  ['genkit', always, NO_CACHED],
  ['genkit', always, NO_REASONING],
  ['genkit', in_('badjson'), ANSWER_DROPPED],
  ['google-adk', always, FAILED_UNSEEN],
  ['langfuse', always, NOT_EXECUTED],
  ['langfuse', streams, REQUESTED_MODEL],
  ['llamaindex', always, NO_TOOL_SPANS],
  ['llamaindex', always, REQUESTED_MODEL],
  ['openinference-anthropic', always, NOT_EXECUTED],
  ['openinference-langchain', always, NOT_EXECUTED],
  ['openinference-openai', always, NOT_EXECUTED],
  ['openinference-openai', in_('error500'), FAILED_UNSEEN],
  ['openinference-openai', only('stream', 'stream-nousage'), NO_USAGE],
  ['openinference-openai', only('stream', 'stream-nousage'), REQUESTED_MODEL],
  ['openinference-vercel', always, NOT_EXECUTED],
  ['openinference-vercel', always, NO_REASONING],
  ['openlit', not('openai-agents'), NO_TOOL_SPANS],
  ['openlit', not('openai-agents', 'responses'), NO_REASONING],
  ['openlit', only('openai-agents'), HAND_OFFS_ARE_AGENTS],
  ['otel-openai', always, NO_TOOL_SPANS],
  ['otel-openai', always, NO_CACHED],
  ['otel-openai', always, NO_REASONING],
  ['strands', always, NO_REASONING],
  ['strands', always, REQUESTED_MODEL],
  ['strands', in_('parallel'), ONE_OF_PARALLEL],
  ['strands', in_('badjson'), ANSWER_DROPPED],
  ['traceloop', (run) => !anthropic(run), NO_CACHED],
  ['traceloop', (run) => !anthropic(run), NO_REASONING],
  ['traceloop', always, NOT_EXECUTED],
  ['traceloop', only('bare'), NO_TOOL_SPANS],
  ['traceloop', only('stream', 'stream-nousage'), ESTIMATED],
  ['traceloop', both((run) => !anthropic(run), in_('error500')), EXPORTS_NOTHING],
  ['vercel-ai-v5', always, NOT_EXECUTED],
  ['vercel-ai-v5', not('stream', 'anthropic'), NO_CACHED],
  ['vercel-ai-v5', not('stream', 'anthropic'), NO_REASONING],
  ['vercel-ai-v7', always, NOT_EXECUTED],
  ['vercel-ai-v7', not('legacy', 'supplemental'), NO_REASONING],
];

/** The limits of one run of a client, in the order in which they change what was served. */
export const limitsOf = (client, run) =>
  LIMITS.filter(([name, applies]) => name === client && applies(run)).map(([, , [reason, change]]) => ({ reason, change }));
