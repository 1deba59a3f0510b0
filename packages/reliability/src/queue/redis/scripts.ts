import { scriptOf } from './link/script.js';
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

const reading = [base, records, load];
const writing = [base, write, records, load, lane, thread, queued, moves];

/** One script for each verb: the parts it needs, one after the other. */
export const scripts = {
  add: scriptOf('add', '', ...writing, retention, add),
  claim: scriptOf('claim', 'allow-oom', ...writing, sweep, claim),
  settle: scriptOf('settle', 'allow-oom', ...writing, retention, settle),
  extend: scriptOf('extend', 'allow-oom', base, write, records, load, extend),
  wait: scriptOf('wait', 'allow-oom', base, lane, wait),
  get: scriptOf('get', 'no-writes', ...reading, get),
  list: scriptOf('list', 'no-writes', ...reading, places, list),
  dead: scriptOf('dead', 'no-writes', ...reading, places, letters, dead),
  revive: scriptOf('revive', 'allow-oom', ...writing, retention, places, letters, take, revive),
  drop: scriptOf('drop', 'allow-oom', ...writing, retention, places, letters, take, drop),
  counts: scriptOf('counts', 'no-writes', base, lane, counts),
  pause: scriptOf('pause', 'allow-oom', base, write, lane, pause),
};
