// Started by live-clients.sh: runs clients against a server of their own and compares what it shows with the log of the
// model server, which knows what was really served.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Api } from './api.mjs';
import { checkCaptures } from './captures.mjs';
import { costsOfSteps, factsServed, factsShown } from './facts.mjs';
import { limitsOf } from './limits.mjs';
import { loadPrices, nano, usd } from './prices.mjs';
import { cleanEnvironment, runClient, startModelServer, startServer, stopAll } from './processes.mjs';

const SCENARIOS = ['happy', 'toolloop', 'retry429', 'error500', 'escalation', 'badjson'];

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    server: { type: 'string' },
    'all-runs': { type: 'boolean' },
    captures: { type: 'boolean' },
    costs: { type: 'string' },
  },
});
const clients = path.join(options.folder, 'clients');
const score = {
  passed: 0,
  failed: 0,
  count(good) {
    good ? this.passed++ : this.failed++;
    return good;
  },
};

let isInterrupted = false;
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    isInterrupted = true;
    stopAll().then(() => process.exit(130));
  });
}

try {
  loadPrices(options.folder);
  const server = await startServer(options.server, options.folder);
  const api = new Api(server);
  const model = await startModelServer(clients, options.folder);
  console.log(`live clients, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}\n`);
  for (const name of names) await checkClient(name, { server, api, model });
  if (options.captures) await checkCaptures(server, api, score, options.costs);
} catch (failure) {
  if (!isInterrupted) console.log(`FAIL ${failure.stack}`);
  score.failed++;
} finally {
  await stopAll();
}
console.log(`${score.passed} passed, ${score.failed} failed`);
process.exit(score.failed === 0 && score.passed > 0 ? 0 : 1);

async function checkClient(name, servers) {
  console.log(`# ${name} (${packagesOf(name)})\n`);
  const runs = await runsOf(name);
  if (!score.count(runs.length > 0)) console.log('FAIL the matrix has no run of it');
  for (const run of runs) await checkRun(name, run, servers);
}

/** The runs of the clients' own matrix that can be made here. */
async function runsOf(name) {
  const { MATRIX } = await import(pathToFileURL(path.join(clients, 'matrix.mjs')));
  return (MATRIX[name] ?? [])
    .map(([scenario, variant, how]) => ({ scenario, variant, how, id: idOf(scenario, variant, how) }))
    .filter((run) => run.how.protocol !== 'grpc')
    .filter((run) => run.variant !== 'native') // signs in with credentials of its own
    .filter((run) => options['all-runs'] || isChosen(run));
}

function isChosen({ scenario, variant, how }) {
  return SCENARIOS.includes(scenario) && Object.keys(how).length === 0 && (variant === '' || /stream/.test(variant));
}

function idOf(scenario, variant, how) {
  return [scenario, variant, how.protocol?.replace('/', '-'), how.gzip && 'gzip'].filter(Boolean).join('.');
}

async function checkRun(name, run, { server, api, model }) {
  const known = new Set((await api.runs()).map((seen) => seen.id));
  const runId = `live-${name}.${run.id}`;
  const outcome = await runClient(...commandOf(name), clients, {
    ...cleanEnvironment(),
    RUN_ID: runId,
    SCENARIO: run.scenario,
    VARIANT: run.variant,
    MOCK_URL: model,
    OTLP_BASE: server.otlp,
    OTLP_HEADERS: `authorization=Bearer%20${server.tokens.ingest}`,
    OTLP_PROTOCOL: run.how.protocol ?? 'http/protobuf',
    OTLP_GZIP: run.how.gzip ? '1' : '',
    SESSION_ID: `session-${runId}`,
    USER_ID: 'user-4711',
    ...run.how.env,
  });
  console.log(`## ${name} ${run.id}`);
  if (outcome.ok === null) {
    score.count(false);
    console.log(`FAIL the client did not finish (code ${outcome.code}):\n${outcome.output.slice(-2_000)}\n`);
    return;
  }
  const served = await (await fetch(`${model}/_log/${encodeURIComponent(runId)}`)).json();
  const runs = await api.settledRuns(known);
  compare(factsShown(runs), served, outcome.ok, limitsOf(name, run));
  if (runs.length === 1) compareCosts(runs[0], await api.steps(runs[0]));
  console.log('');
}

function commandOf(name) {
  const agent = path.join(clients, 'agents', name);
  return fs.existsSync(path.join(agent, 'agent.mjs'))
    ? [process.execPath, [path.join(agent, 'agent.mjs')]]
    : ['dotnet', [path.join(agent, 'bin/out/agent.dll')]];
}

function compare(shown, served, ok, limits) {
  const truth = factsServed(served, ok);
  const limited = factsServed(limits.reduce((calls, limit) => calls && limit.change(calls), served), ok);
  // Without the run there is nothing else to compare.
  for (const fact of shown.runs === 1 ? Object.keys(truth) : ['runs']) {
    const line = `${fact.padEnd(13)} ${String(shown[fact] ?? '-').padEnd(36)} ${String(truth[fact]).padEnd(36)}`;
    if (shown[fact] === truth[fact]) print('ok', line);
    else if (shown[fact] === limited[fact]) print('known', `${line} ${reasons(fact, truth, served, ok, limits)}`);
    else print('FAIL', limited[fact] === truth[fact] ? line : `${line} (known limits leave ${limited[fact]})`);
  }
}

/** Those limits that change the fact by themselves. */
function reasons(fact, truth, served, ok, limits) {
  return limits
    .filter((limit) => factsServed(limit.change(served), ok)[fact] !== truth[fact])
    .map((limit) => limit.reason)
    .join('; ');
}

function compareCosts(run, steps) {
  const { sum, differences } = costsOfSteps(run, steps);
  const line = `${'cost of steps'} ${usd(nano(run.costUsd)).padEnd(36)} ${usd(sum).padEnd(36)}`;
  print(differences.length === 0 ? 'ok' : 'FAIL', [line, ...differences].join('\n       '));
}

function print(verdict, line) {
  score.count(verdict !== 'FAIL');
  console.log(`${verdict.padEnd(6)} ${line}`.trimEnd());
}

function packagesOf(name) {
  const file = path.join(clients, 'agents', name, 'package.json');
  if (!fs.existsSync(file)) return 'NuGet packages';
  const { dependencies } = JSON.parse(fs.readFileSync(file));
  return Object.entries(dependencies)
    .filter(([dependency]) => !/^@opentelemetry\/(api|exporter|sdk|resources)|^zod$/.test(dependency))
    .map(([dependency, version]) => `${dependency} ${version}`)
    .join(', ');
}
