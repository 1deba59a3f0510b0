import type { Script } from './link/link.js';
import add from './lua/add.lua';
import base from './lua/base.lua';
import claim from './lua/claim.lua';
import counts from './lua/counts.lua';
import dead from './lua/dead.lua';
import drop from './lua/drop.lua';
import extend from './lua/extend.lua';
import get from './lua/get.lua';
import lane from './lua/lane.lua';
import letters from './lua/letters.lua';
import list from './lua/list.lua';
import load from './lua/load.lua';
import moves from './lua/moves.lua';
import pause from './lua/pause.lua';
import places from './lua/places.lua';
import queued from './lua/queued.lua';
import records from './lua/records.lua';
import retention from './lua/retention.lua';
import revive from './lua/revive.lua';
import settle from './lua/settle.lua';
import sweep from './lua/sweep.lua';
import take from './lua/take.lua';
import thread from './lua/thread.lua';
import wait from './lua/wait.lua';
import write from './lua/write.lua';

// What a full Redis does with a script: an add is refused before it writes, what lets work drain goes on.
type Flag = 'no-writes' | 'allow-oom' | undefined;

const reading = [base, records, load];
const writing = [base, write, records, load, lane, thread, queued, moves];

/** One script for each verb: the parts it needs, one after the other. */
export const scripts = {
  add: script('add', undefined, ...writing, retention, add),
  claim: script('claim', 'allow-oom', ...writing, sweep, claim),
  settle: script('settle', 'allow-oom', ...writing, retention, settle),
  extend: script('extend', 'allow-oom', base, write, records, load, extend),
  wait: script('wait', 'allow-oom', base, lane, wait),
  get: script('get', 'no-writes', ...reading, get),
  list: script('list', 'no-writes', ...reading, places, list),
  dead: script('dead', 'no-writes', ...reading, places, letters, dead),
  revive: script('revive', 'allow-oom', ...writing, retention, places, letters, take, revive),
  drop: script('drop', 'allow-oom', ...writing, retention, places, letters, take, drop),
  counts: script('counts', 'no-writes', base, lane, counts),
  pause: script('pause', 'allow-oom', base, write, lane, pause),
};

function script(name: string, flag: Flag, ...parts: readonly string[]): Script {
  return { name, source: [`#!lua${flag ? ` flags=${flag}` : ''}`, ...parts].join('\n') };
}
