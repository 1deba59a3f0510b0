// The system is killed at exact places, from outside: right after a 202, before a commit is on disk, in the middle of writing
// one, and after a delivery was sent but not yet settled; a disk that fails to sync ends an embedded store by itself. But for
// the last of them nothing was sent yet: the channel is paused, so that a repeated delivery could only come from a
// notification that was stored twice.
import { Redis } from 'ioredis';
import { openCast } from '../cast.mjs';
import { nothingLost } from '../figures.mjs';
import { failCalls, killAtCall } from '../tracer.mjs';
import { within } from '../until.mjs';

const concurrency = 8;
const load = { notifications: 40, inFlight: 8 };
const points = {
  embedded: [afterSend, after202, midScript, fsyncFails, beforeFsync],
  redis: [afterSend, after202, midScript, beforeFsync],
};

export const run = {
  about: 'kill -9 after 202, before fsync, in mid-script, after send',
  needs: ['strace'],
  drivers: ['embedded', 'redis'],
  sizes: { smoke: { rounds: 4 }, full: { rounds: 250 } },
  round,
  must: figures => ({
    ...nothingLost(figures),
    'duplicates only at "after send"': figures.duplicated === figures.duplicatedAfterSend,
    'there at least the one, at most what was on its way':
      figures.duplicatedAfterSend >= figures.killsAfterSend &&
      figures.duplicatedAfterSend <= figures.killsAfterSend * concurrency,
  }),
};

/** Each round is one point, in turn. */
async function round(stage) {
  const point = pointOf(stage);
  const channels = { a: { concurrency, behaviour: { latencyMs: [1, 10] } } };
  const kind = point === afterSend ? 'composed' : 'notifier';
  const cast = await openCast(stage, { kind, channels, composed: { leaseMs: 3_000 } });
  await point(stage, cast);
  await cast.drained(60_000);
  const figures = await cast.verify();
  await cast.system.end();
  const wasAfterSend = point === afterSend;
  return {
    kills: 1,
    ...figures,
    killsAfterSend: wasAfterSend ? 1 : 0,
    duplicatedAfterSend: wasAfterSend ? figures.duplicated : 0,
  };
}

function pointOf({ driver, round }) {
  const all = points[driver === 'redis' ? 'redis' : 'embedded'];
  return all[round % all.length];
}

async function after202({ random }, cast) {
  const nth = random.whole(1, load.notifications);
  await cast.system.start({ hook: 'die-after-202.mjs', env: { CHAOS_DIE_AFTER_202: String(nth) } });
  await killedWhilePaused(cast, async () => ({ dead: cast.system.running().exited }));
}

async function beforeFsync(stage, cast) {
  await killedAtCall(stage, cast, { calls: 'fdatasync,fsync', nth: stage.random.whole(1, 4) });
}

/** A write to the log of the store is a commit, or a script's effects, half made. */
async function midScript(stage, cast) {
  const call = cast.server
    ? { calls: 'write', nth: stage.random.whole(1, 4) }
    : { calls: 'pwrite64', nth: stage.random.whole(1, 12) };
  await killedAtCall(stage, cast, call);
}

async function killedAtCall(stage, cast, call) {
  const { pid } = await cast.system.start();
  const { server } = cast;
  const victim = server ? await redisLog(server) : { pid };
  await killedWhilePaused(cast, () => killAtCall(stage, victim.pid, { ...call, path: victim.log }), server);
}

/** What a failed fsync leaves on the disk is unknown: the process has to end, and the next one reads what is there. */
async function fsyncFails(stage, cast) {
  const { pid } = await cast.system.start();
  const trap = { calls: 'fdatasync,fsync', nth: stage.random.whole(1, 4) };
  await killedWhilePaused(cast, () => failCalls(stage, pid, trap));
}

async function redisLog({ url }) {
  const client = new Redis(url);
  const [, pid] = /process_id:(\d+)/.exec(await client.info('server'));
  const [, folder] = await client.config('GET', 'dir');
  client.disconnect();
  return { pid, log: `${folder}/appendonlydir/appendonly.aof.1.incr.aof` };
}

/** Pauses the channel, lays the trap, produces until it snaps, and brings back what was killed. */
async function killedWhilePaused(cast, layTrap, server) {
  await cast.system.ready();
  await cast.system.pause('a');
  const { dead } = await layTrap();
  const producer = await cast.produce(load);
  await within(30_000, dead, 'the process was killed at the chosen place');
  await (server ? server.restart() : cast.system.start());
  await cast.system.ready();
  await producer.finished;
  await cast.system.resume('a');
}

async function afterSend({ random }, cast) {
  const nth = random.whole(1, 10);
  await cast.system.start({ env: { CHAOS_DIE_AT_SETTLE: String(nth) } });
  const producer = await cast.produce(load);
  await within(30_000, cast.system.running().exited, 'the process was killed as it settled');
  await cast.system.start();
  await producer.finished;
}
