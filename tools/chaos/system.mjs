import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { startCommand } from './processes.mjs';
import { until, within } from './until.mjs';

const file = path => fileURLToPath(new URL(path, import.meta.url));
const notifier = [process.execPath, file('../../apps/notifier/bin/helix-notifier.mjs'), 'serve', '--config'];
const composed = [process.execPath, file('composed-process.mjs')];

/**
 * The system under test in a process of its own: the notifier as a user starts it, from its configuration, or one
 * composed by hand. It is down until `start`.
 */
export function openSystem(stage, { kind, config, name = kind }) {
  const configFile = stage.file(`${name}.yaml`);
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(config));
  const url = `http://127.0.0.1:${config.server.port}`;
  const call = caller(stage, url);
  let running;

  return { url, start, kill, end, running: () => running, ready, ...endpoints(call) };

  /** `around`: a command that runs it, such as a tracer. `hook`: a module that is imported before it. */
  async function start({ around = [], hook, env = {}, readyMs = 60_000 } = {}) {
    const command = [...around, ...(kind === 'notifier' ? notifier : composed), configFile];
    const hooked = hook ? { NODE_OPTIONS: `--import ${file(hook)}` } : {};
    running = await startCommand(stage, command, {
      until: /ready on http/,
      env: { PATH: process.env.PATH, ...hooked, ...env },
    });
    await within(readyMs, running.ready, `${name} is up`);
    return running;
  }

  /** `kill -9`, and its end. */
  async function kill() {
    running.kill('SIGKILL');
    await running.exited;
  }

  /** As an operator stops it; answers the exit code. */
  async function end() {
    running.kill('SIGTERM');
    return (await running.exited).code;
  }

  /** Once its queue has recovered. */
  function ready(timeoutMs = 60_000) {
    return until(async () => (await call('GET', '/readyz')).status === 200, { timeoutMs, what: `${name} is ready` });
  }
}

function endpoints(call) {
  const told = async (...args) => {
    const { status, json } = await call(...args);
    if (status >= 300) throw new Error(`${args.join(' ')} was answered ${status}: ${JSON.stringify(json)}`);
    return json;
  };
  return {
    stats: () => told('GET', '/v1/stats'),
    find: async id => (await call('GET', `/v1/notifications/${id}`)).json,
    pause: channel => told('POST', `/v1/channels/${channel}/pause`, { reason: 'chaos' }),
    resume: channel => told('POST', `/v1/channels/${channel}/resume`),
  };
}

function caller(stage, url) {
  const dispatcher = new Agent({ connections: 32, headersTimeout: 30_000 });
  stage.onEnd(() => dispatcher.destroy());
  return async (method, path, body) => {
    const sent = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    const { statusCode, body: answer } = await request(`${url}${path}`, { dispatcher, method, ...sent });
    return { status: statusCode, json: await answer.json() };
  };
}
