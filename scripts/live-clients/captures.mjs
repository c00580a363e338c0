// Posts every capture of shared/fixtures and prices each of its runs again from the tokens of its steps.
import fs from 'node:fs';
import path from 'node:path';
import { costsOfSteps } from './facts.mjs';
import { usd } from './prices.mjs';

/** @param costsFile where to write what each capture costs, in nano-USD; may be missing */
export async function checkCaptures(server, api, score, costsFile) {
  const folder = process.env.CONTROLPLANE_FIXTURES;
  const { fixtures } = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json')));
  const captures = fixtures.filter((capture) => capture.files.length > 0);
  const known = new Set((await api.runs()).map((run) => run.id));
  const costsOf = {};
  const total = { runs: 0, calls: 0, nanoUsd: 0 };
  for (const capture of captures) {
    for (const file of capture.files) await post(server, folder, file);
    const runs = await api.newRuns(known);
    const differences = runs.length === 1 ? [] : [`${runs.length} runs`];
    for (const run of runs) {
      known.add(run.id);
      const costs = costsOfSteps(run, await api.steps(run));
      differences.push(...costs.differences);
      costsOf[capture.id] = costs.sum;
      total.runs++;
      total.calls += costs.calls;
      total.nanoUsd += costs.sum;
    }
    score.count(differences.length === 0);
    for (const difference of differences) console.log(`  FAIL ${capture.id}: ${difference}`);
  }
  if (costsFile) fs.writeFileSync(costsFile, `${JSON.stringify(costsOf, null, 2)}\n`);
  console.log(
    `captures: ${captures.length}, runs: ${total.runs}, model calls with usage: ${total.calls}, together ${usd(total.nanoUsd)} USD\n`,
  );
}

async function post(server, folder, file) {
  const headers = {
    authorization: `Bearer ${server.tokens.ingest}`,
    // A capture of gRPC holds the bare message.
    'content-type': /json/.test(file.content_type) ? file.content_type : 'application/x-protobuf',
    ...(file.content_encoding === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  };
  const body = fs.readFileSync(path.join(folder, file.file));
  const response = await fetch(`${server.otlp}/v1/${file.signal}`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`${file.file}: ${response.status} ${await response.text()}`);
}
