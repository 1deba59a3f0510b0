import { maxTimerMs } from '../clock.js';
import type { Queue, QueueOptions } from '../queue/queue.js';
import { addChecks } from './add.js';
import { claimChecks } from './claim.js';
import { countsChecks } from './counts.js';
import { deadChecks } from './dead.js';
import { expiryChecks } from './expiry.js';
import { followChecks } from './follow.js';
import { leaseChecks } from './lease.js';
import { limiterChecks } from './limiter.js';
import { listChecks } from './list.js';
import { modelChecks, type ModelOptions } from './model-checks.js';
import { openCloseChecks } from './open-close.js';
import { pauseChecks } from './pause.js';
import { poisonChecks } from './poison.js';
import { recordsChecks } from './records.js';
import { fullChecks, retentionChecks } from './retention.js';
import { settleChecks } from './settle.js';
import { threadChecks } from './threads.js';
import { threadEndChecks } from './thread-ends.js';
import { waitChecks } from './wait.js';
import { stillClock, world, type Check } from './world.js';

export interface QueueChecksOptions {
  /** The runner's `it` or `test`. */
  readonly it: (name: string, run: () => Promise<void>) => void;
  /** Makes an empty queue that reads the time from `options.clock`; it is closed when its check ends. */
  readonly create: (options: QueueOptions) => Queue<string> | Promise<Queue<string>>;
  /** Where a driver deviates: why, and which checks that concerns, by their names. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[];
  /** The random sequences against the reference model: 200 seeds of 100 steps. */
  readonly model?: ModelOptions;
}

/** Every rule of the `Queue` interface, for any driver and any test runner. */
export function queueChecks({ it, create, skip = [], model = {} }: QueueChecksOptions): void {
  const all = [...fixedChecks, ...modelChecks(model)];
  const skipped = new Set(skip.flatMap(({ tests }) => tests));
  for (const name of skipped) {
    if (!all.some(check => check.name === name)) throw new Error(`queueChecks: no check is named "${name}".`);
  }
  for (const check of all.filter(({ name }) => !skipped.has(name))) it(check.name, () => run(check, create));
}

const fixedChecks: readonly Check[] = [
  ...openCloseChecks,
  ...addChecks,
  ...fullChecks,
  ...claimChecks,
  ...leaseChecks,
  ...settleChecks,
  ...threadChecks,
  ...threadEndChecks,
  ...followChecks,
  ...expiryChecks,
  ...poisonChecks,
  ...deadChecks,
  ...retentionChecks,
  ...listChecks,
  ...countsChecks,
  ...pauseChecks,
  ...limiterChecks,
  ...recordsChecks,
  ...waitChecks,
];

async function run(check: Check, create: QueueChecksOptions['create']): Promise<void> {
  // An idle wait keeps no process alive, and some runners have nothing else that does: the suite would end early.
  const alive = setInterval(() => undefined, maxTimerMs);
  try {
    await runIn(create, check);
  } finally {
    clearInterval(alive);
  }
}

async function runIn(create: QueueChecksOptions['create'], { run, options }: Check): Promise<void> {
  const clock = stillClock();
  const queue = await create({ ...options, clock });
  try {
    await run(world(queue, clock));
  } finally {
    await queue.close();
  }
}
