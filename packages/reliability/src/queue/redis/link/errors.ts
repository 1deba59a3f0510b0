import { storeUnavailable } from '../../unavailable.js';

/**
 * What follows from an error: `reload`: send the script's source; `lost`: the connection ended, the call may be repeated;
 * `unavailable`: the server is there and cannot, or may not, do it; `bug`: asking again would not help.
 */
export type Verdict =
  | { readonly kind: 'reload' | 'lost' | 'bug' }
  | { readonly kind: 'unavailable'; readonly remedy: string; readonly retryAfterMs: number };

const soonMs = 1_000;
const laterMs = 5_000;
const credentials = 'check the user and password of the Redis URL';
const soon = (remedy: string): Verdict => ({ kind: 'unavailable', remedy, retryAfterMs: soonMs });
/** Somebody has to do something about it. */
const later = (remedy: string): Verdict => ({ kind: 'unavailable', remedy, retryAfterMs: laterMs });

const permissions = 'allow its user the commands and keys of the queue (ACL SETUSER)';

/** By how the answer of a server begins. */
const verdicts = Object.entries<Verdict>({
  NOSCRIPT: { kind: 'reload' },
  LOADING: soon('it is reading its data from disk'),
  BUSY: soon('a script of somebody else holds it up'),
  READONLY: soon('it is a replica; if no failover is under way, give the address of the primary'),
  MASTERDOWN: soon('it is a replica whose primary is away'),
  CLUSTERDOWN: soon('part of its Cluster is away'),
  TRYAGAIN: soon('its Cluster moves the slot'),
  MOVED: later('it is a node of a Cluster; give an ioredis Cluster in place of the URL'),
  ASK: soon('its Cluster moves the slot'),
  OOM: later('its memory is full: raise maxmemory, or let what waits be delivered'),
  MISCONF: later('it cannot write to its disk: look at its space and its log'),
  NOREPLICAS: later('it has fewer replicas than min-replicas-to-write'),
  NOAUTH: later(credentials),
  WRONGPASS: later(credentials),
  NOPERM: later(permissions),
  'ERR The user executing the script': later(permissions),
  'ERR max number of clients reached': later('raise its maxclients'),
  DENIED: later('it is in protected mode: set a password, and give it in the URL'),
});

export function verdictOf(thrown: unknown): Verdict {
  const { name, message } = ofNode(thrown);
  // By its name and not its class: the client may come from another copy of ioredis. All else is of the connection, under
  // many names.
  if (name !== 'ReplyError') return { kind: 'lost' };
  const [, verdict] = verdicts.find(([begin]) => `${message} `.startsWith(`${begin} `)) ?? [];
  return verdict ?? { kind: 'bug' };
}

/** What ioredis throws holds the whole command, bodies and passwords included: only its text goes on. */
function textOf(thrown: unknown): string {
  const { message } = ofNode(thrown);
  // The one text of a server that repeats arguments, and AUTH is among the commands that old ones do not know.
  return message.replace(/, with args beginning with.*/s, '');
}

/** Its text, and what helps where somebody has to do something. */
export function reasonOf(thrown: unknown): string {
  const verdict = verdictOf(thrown);
  return textOf(thrown) + (verdict.kind === 'unavailable' ? `: ${verdict.remedy}` : '');
}

/** Whether waiting alone will not help. */
export function needsSomebody(thrown: unknown): boolean {
  const verdict = verdictOf(thrown);
  return verdict.kind === 'unavailable' && verdict.retryAfterMs === laterMs;
}

export function scriptError(script: string, thrown: unknown, verdict: Verdict): Error {
  if (verdict.kind !== 'unavailable') return new Error(`The Redis script "${script}" failed: ${textOf(thrown)}`);
  const { retryAfterMs } = verdict;
  return storeUnavailable(`Redis refused the script "${script}" (${reasonOf(thrown)}).`, { retryAfterMs });
}

/** Why no node of a Cluster could be asked is what the last of them said. */
function ofNode(thrown: unknown): Error {
  return (thrown as { readonly lastNodeError?: Error }).lastNodeError ?? (thrown as Error);
}
