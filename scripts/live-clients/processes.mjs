// The server under test and the model server, as processes of their own on free loopback ports.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const started = [];
const dataFolders = [];
let isStopping = false;

/** The environment without what would point a client or the server elsewhere. */
export const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|OTLP_|ASPNETCORE_|ConnectionStrings__|Bootstrap__)/.test(name)),
  );

export async function startServer(dll, folder) {
  const data = fs.mkdtempSync(path.join(folder, 'data-'));
  fs.chmodSync(data, 0o755);
  dataFolders.push(data);
  const tokens = { admin: randomBytes(24).toString('hex'), ingest: randomBytes(24).toString('hex') };
  const server = launch('server', 'dotnet', [dll], folder, {
    cwd: '/',
    env: {
      ...cleanEnvironment(),
      Server__Port: '0',
      Otlp__HttpPort: '0',
      Storage__DataFolder: data,
      Logs__Format: 'text',
      Bootstrap__AdminEmail: 'admin@localhost',
      Bootstrap__AdminPassword: `${randomBytes(12).toString('hex')}-Aa1`,
      Bootstrap__AdminToken: tokens.admin,
      Bootstrap__IngestKey: tokens.ingest,
    },
  });
  const otlp = await server.line(/^OpenTelemetry \(OTLP\/HTTP\) is accepted on (\S+)/m);
  const web = await server.line(/^Control plane is listening on (\S+)/m);
  return { web, otlp, tokens };
}

export async function startModelServer(clients, folder) {
  const port = await freePort();
  const mock = launch('model-server', process.execPath, ['mock-server.mjs'], folder, {
    cwd: clients,
    env: { ...cleanEnvironment(), MOCK_PORT: String(port), MOCK_LOG_DIR: path.join(folder, 'served') },
  });
  await mock.line(/mock llm on (\S+)/);
  return `http://127.0.0.1:${port}`;
}

/** Runs a client to its end: its outcome line, or why there is none. */
export function runClient(command, args, cwd, env) {
  return new Promise((done, refuse) => {
    if (isStopping) throw new Error('stopped');
    const client = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [client.stdout, client.stderr]) stream.on('data', (chunk) => (output += chunk));
    started.push(client);
    const patience = setTimeout(() => client.kill('SIGKILL'), 90_000);
    client.on('close', (code) => {
      clearTimeout(patience);
      const line = output.split('\n').find((text) => text.startsWith('{"ok"'));
      done({ code, output, ...(line ? JSON.parse(line) : { ok: null }) });
    });
    client.on('error', refuse);
  });
}

/** Ends everything that was started here: as an operator does, and by force after half a minute. */
export async function stopAll() {
  isStopping = true;
  await Promise.all(
    started.filter(isRunning).map(async (child) => {
      const ended = new Promise((done) => child.once('close', done));
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await ended;
      clearTimeout(force);
    }),
  );
  for (const folder of dataFolders) fs.rmSync(folder, { recursive: true, force: true });
}

const isRunning = (child) => child.exitCode === null && child.signalCode === null;

function launch(name, command, args, folder, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = fs.createWriteStream(path.join(folder, `${name}.log`));
  let output = '';
  const watchers = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log.write(chunk);
      if (watchers.size > 0 || output.length < 100_000) output += chunk;
      for (const look of watchers) look();
    });
  }
  started.push(child);
  const line = (pattern) =>
    new Promise((done, refuse) => {
      const give = (act, value) => {
        watchers.delete(look);
        clearTimeout(patience);
        act(value);
      };
      const look = () => pattern.test(output) && give(done, pattern.exec(output)[1]);
      const patience = setTimeout(() => give(refuse, new Error(`The ${name} did not start:\n${output}`)), 90_000);
      child.once('close', (code) => give(refuse, new Error(`The ${name} ended with code ${code}:\n${output}`)));
      watchers.add(look);
      look();
    });
  return { line };
}

function freePort() {
  return new Promise((done, refuse) => {
    const probe = net.createServer();
    probe.once('error', refuse);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
