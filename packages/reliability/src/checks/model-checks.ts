import { strict as assert } from 'node:assert';
import type { Batch } from '../queue/batch.js';
import type { Claim, Settlement } from '../queue/queue.js';
import { model, type Model } from './model.js';
import { random, type Random } from './random.js';
import { batch, type BatchOptions, type Check, type World } from './world.js';

export interface ModelOptions {
  /** How many sequences (200), from which seed on (1), and how many steps each (100). */
  readonly seeds?: number;
  readonly firstSeed?: number;
  readonly steps?: number;
  /** Of a queue that consists of several: which one a batch goes to. */
  readonly partitionOf?: (batch: Batch<string>) => number;
}

const lanes = ['a', 'b'];
// Sequences share a check, so that a thousand of them are not a thousand lines of a report.
const seedsPerCheck = 50;

/** Random sequences, in which a queue must answer as the reference model does. */
export function modelChecks(options: ModelOptions): readonly Check[] {
  const { seeds = 200, firstSeed = 1, steps = 100, partitionOf = () => 0 } = options;
  const starts = Array.from(
    { length: Math.ceil(seeds / seedsPerCheck) },
    (_, part) => firstSeed + part * seedsPerCheck,
  );
  return starts.map(start => {
    const last = Math.min(start + seedsPerCheck, firstSeed + seeds) - 1;
    return {
      name: `model: seeds ${start} to ${last}`,
      options: {},
      run: world => sequences(world, { first: start, last, steps, partitionOf }),
    };
  });
}

interface Sequences {
  readonly first: number;
  readonly last: number;
  readonly steps: number;
  readonly partitionOf: (batch: Batch<string>) => number;
}

async function sequences(world: World, { first, last, steps, partitionOf }: Sequences): Promise<void> {
  for (let seed = first; seed <= last; seed++) {
    try {
      await sequence(world, model(world.clock.now, partitionOf), seed, steps);
    } catch (thrown) {
      throw new Error(`Seed ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
    }
  }
}

/** What one sequence works with. Every sequence has lanes, keys and ids of its own, so that they can share a queue. */
interface Play {
  readonly world: World;
  readonly expected: Model;
  readonly chance: Random;
  readonly seed: number;
  readonly lanes: readonly string[];
  readonly claims: Claim<string>[];
  /** The threads of what was added, by its number. */
  readonly threads: Thread[];
}
type Thread = Pick<BatchOptions, 'key' | 'status'>;

async function sequence(world: World, expected: Model, seed: number, steps: number): Promise<void> {
  const names = lanes.map(lane => `${lane}${seed}`);
  const play: Play = { world, expected, chance: random(seed), seed, lanes: names, claims: [], threads: [] };
  for (let step = 0; step < steps; step++) {
    await play.chance.pick<Move>(moves)(play);
    await compareCounts(play);
  }
  await drain(play);
  await compareStates(play);
  assertNothingLeftOpen(play);
}

async function add(play: Play): Promise<void> {
  const { world, expected, chance, seed, lanes, threads } = play;
  const status = chance.pick(['firing', 'firing', 'acknowledged', 'resolved'] as const);
  const known = threads.length > 0 && chance.below(12) === 0;
  const number = known ? chance.below(threads.length) : threads.length;
  const added = batch(`s${seed}-${number}`, {
    lanes: chance.pick([...lanes.map(lane => [lane]), lanes, []]),
    priority: chance.pick(['low', 'medium', 'medium', 'urgent'] as const),
    at: world.clock.now() - chance.below(40) * 100 + 500,
    delayMs: chance.pick([0, 0, 0, 500]),
    ...(chance.below(3) === 0 && { ttlMs: 4_000 }),
    ...(threads[number] ??= chance.below(4) > 0 ? { key: `s${seed}-${chance.pick(['k', 'l'])}`, status } : {}),
    ...(status !== 'firing' && { follow: lanes }),
    ...(chance.below(20) === 0 && { fingerprint: 'other' }),
  });
  const [answer] = await world.queue.add([added]);
  assert.equal(answer?.stored, expected.add(added));
}

async function claim(play: Play): Promise<void> {
  const { world, expected, chance } = play;
  const lane = chance.pick(play.lanes);
  const limit = 1 + chance.below(4);
  const { claims, ended } = await world.queue.claim([{ lane, limit }], { leaseMs: world.leaseMs });
  assert.deepEqual(
    [...ended].sort((a, b) => (a.id < b.id ? -1 : 1)),
    expected.end(),
  );
  assert.ok(claims.length <= limit);
  for (const one of claims) take(one, lane, play);
  if (claims.length < limit) assert.deepEqual(expected.claimable(lane), [], 'something was left that could be claimed');
}

function take(claim: Claim<string>, lane: string, { world, expected, claims }: Play): void {
  const claimable = expected.claimable(lane);
  const job = claimable.find(({ id }) => id === claim.id);
  assert.ok(job, `${claim.id} must not be claimed`);
  const before = claimable.find(other => expected.isBefore(other, job));
  assert.equal(before?.id, undefined, `${claim.id} was claimed too early`);
  expected.claim(job, claim, world.leaseMs);
  assert.equal(claim.attempt, job.attempts);
  claims.push(claim);
}

async function settle({ world, expected, chance, claims }: Play): Promise<void> {
  if (claims.length === 0) return;
  const claim = chance.pick(claims);
  const settlement: Settlement<string> = chance.pick([
    { claim, to: 'done' },
    { claim, to: 'done' },
    { claim, to: 'later', delayMs: chance.pick([0, 300, 2_000]), spent: chance.below(2) === 0, reason: 'network' },
    { claim, to: 'dead', reason: 'not_found' },
  ] as const);
  assert.deepEqual(await world.queue.settle([settlement]), [expected.settle(settlement)]);
}

async function extend({ world, expected, chance, claims }: Play): Promise<void> {
  if (claims.length === 0) return;
  const claim = chance.pick(claims);
  assert.deepEqual(await world.queue.extend([claim], world.leaseMs), [expected.extend(claim, world.leaseMs)]);
}

function pass({ world, chance }: Play): void {
  world.clock.advance(chance.pick([100, 500, 500, 5_000, world.leaseMs]));
}

async function revive({ world, expected, chance, lanes }: Play): Promise<void> {
  const lane = chance.pick(lanes);
  assert.equal(await world.queue.revive({ lane }), expected.revive(lane));
}

async function drop({ world, expected, chance, lanes }: Play): Promise<void> {
  const lane = chance.pick(lanes);
  assert.equal(await world.queue.drop({ lane }), expected.drop(lane));
}

async function pause({ world, expected, chance, lanes }: Play): Promise<void> {
  const lane = chance.pick(lanes);
  await world.queue.pause(lane, { reason: 'r', by: 'b' });
  expected.paused.add(lane);
}

async function resume({ world, expected, chance, lanes }: Play): Promise<void> {
  const lane = chance.pick(lanes);
  await world.queue.resume(lane);
  expected.paused.delete(lane);
}

type Move = (play: Play) => Promise<void> | void;
const often = (move: Move, times: number) => Array.from({ length: times }, () => move);
const moves = [
  ...often(add, 10),
  ...often(claim, 10),
  ...often(settle, 8),
  ...often(pass, 4),
  ...often(resume, 2),
  extend,
  revive,
  drop,
  pause,
];

async function compareCounts({ world, expected, lanes }: Play): Promise<void> {
  const counts = await world.queue.counts();
  for (const lane of lanes) {
    const { waiting = 0, retrying = 0, leased = 0, dead = 0, delivered = 0, suppressed = 0 } = counts[lane] ?? {};
    assert.deepEqual({ waiting, retrying, leased, dead, delivered, suppressed }, expected.counts(lane));
  }
}

/** Delivers all that is left. */
async function drain(play: Play): Promise<void> {
  const { world, expected, claims, lanes } = play;
  for (const lane of lanes) await resume({ ...play, lanes: [lane] });
  for (let round = 0; round < 1_000 && lanes.some(lane => isBusy(expected.counts(lane))); round++) {
    for (const claim of claims.splice(0)) {
      const settlement = { claim, to: 'done' } as const;
      assert.deepEqual(await world.queue.settle([settlement]), [expected.settle(settlement)]);
    }
    world.clock.advance(1_000);
    await claim(play);
  }
  await compareCounts(play);
  for (const lane of lanes) assert.ok(!isBusy(expected.counts(lane)), 'something was never delivered');
}

function isBusy({ waiting, retrying, leased }: ReturnType<Model['counts']>): boolean {
  return waiting + retrying + leased > 0;
}

async function compareStates({ world, expected }: Play): Promise<void> {
  for (const { id, batch, state, reason } of expected.jobs) {
    const stored = (await world.queue.get(batch.id))?.jobs.find(job => job.id === id);
    assert.deepEqual([id, stored?.state, stored?.reason], [id, state, reason]);
  }
}

/** All was delivered: a thread is open only where trouble is newer than its last resolve, or where a resolve of it died. */
function assertNothingLeftOpen({ expected }: Play): void {
  assert.deepEqual(
    expected.jobs.filter(expected.isLeftOpen).map(({ id }) => id),
    [],
    'these were left open',
  );
}
