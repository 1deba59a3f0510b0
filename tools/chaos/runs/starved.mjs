// The notifier is short of what every process needs: file descriptors, a place for its log, memory. It may die of that and is
// started again, as a supervisor would; nothing accepted is lost.
import { execFileSync } from 'node:child_process';
import { openCast } from '../cast.mjs';
import { duplicatesWithin, nothingLost } from '../figures.mjs';
import { within } from '../until.mjs';

const concurrency = 16;
const patienceMs = 180_000;
const shortages = {
  // Once it is up: the module loader alone opens more at the start.
  'few file descriptors': { later: pid => execFileSync('prlimit', ['--nofile=64', '--pid', String(pid)]) },
  'a full disk under its log': { around: ['sh', '-c', 'exec "$@" 2>/dev/full', 'sh'] },
  'little memory': { env: { NODE_OPTIONS: '--max-old-space-size=28' } },
};

export const run = {
  about: 'few file descriptors, no room for the log, little memory',
  needs: ['prlimit'],
  drivers: ['embedded'],
  sizes: { smoke: { rounds: 3, notifications: 200 }, full: { rounds: 30, notifications: 5_000 } },
  round,
  must: figures => ({ ...nothingLost(figures), ...duplicatesWithin(figures.deaths * concurrency, figures) }),
};

async function round(stage) {
  const shortage = Object.values(shortages)[stage.round % 3];
  // Failing now and then makes it write to its log.
  const behaviour = { latencyMs: [1, 20], errorRate: 0.05 };
  const cast = await openCast(stage, { channels: { a: { concurrency, behaviour } } });
  const supervisor = await supervised(cast.system, shortage);
  const producer = await cast.produce({ notifications: stage.size.notifications, inFlight: 100, bytes: 2_000 });
  await within(patienceMs, producer.finished, 'the producer is acknowledged everything');
  await cast.drained(patienceMs);
  const figures = await cast.verify();
  supervisor.stop();
  return { deaths: supervisor.deaths(), ...figures };
}

/** Starts it, and again whenever it died. */
async function supervised(system, shortage) {
  let deaths = 0;
  let stopped = false;
  async function start() {
    const { pid, exited } = await system.start(shortage);
    shortage.later?.(pid);
    void exited.then(() => stopped || again());
  }
  function again() {
    deaths += 1;
    // One that cannot be started delivers nothing, and the run tells that in the end.
    void start().catch(() => undefined);
  }
  await start();
  return { deaths: () => deaths, stop: () => void (stopped = true) };
}
