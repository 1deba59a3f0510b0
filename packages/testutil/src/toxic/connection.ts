import type { Socket } from 'node:net';
import { through, type Flow } from './effects.js';
import { reset as resetSocket } from './reset.js';
import { concerns, type Direction, type Toxic } from './toxic.js';

/** What the connections of a proxy share with it. */
export interface Shared {
  /** Those that are on, in the order they were switched on. */
  readonly toxics: ReadonlySet<Toxic>;
  switchOff(toxic: Toxic): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Told of what arrived at its end. */
  arrived(direction: Direction, bytes: number): void;
}

/** A client and the target, joined. */
export interface Connection {
  /** An RST to both sides. */
  reset(): void;
  /** From now on nothing passes, and neither side learns of the other's end. */
  halfOpen(): void;
}

export function joined(client: Socket, target: Socket, shared: Shared): Connection {
  const over = new AbortController();
  let dead = false;
  flow('toTarget', client, target);
  flow('toClient', target, client);
  return { reset, halfOpen: () => void (dead = true) };

  function reset() {
    over.abort();
    resetSocket(client);
    resetSocket(target);
  }

  function finish() {
    over.abort();
    client.end();
    target.end();
  }

  function flow(direction: Direction, from: Socket, to: Socket) {
    const passed = new Map<Toxic, number>();
    const toxics = () => [...shared.toxics].filter(toxic => concerns(toxic, direction));
    const silent = () => dead || toxics().some(({ kind }) => kind === 'black_hole');
    const self: Flow = {
      // A sleep that was cut short may say so with a rejection: for the bytes it is over in any case.
      pause: ms => shared.sleep(ms, over.signal).catch(() => undefined),
      passed: toxic => passed.get(toxic) ?? 0,
      count: (toxic, bytes) => void passed.set(toxic, self.passed(toxic) + bytes),
      reset,
      finish,
      switchOff: shared.switchOff,
    };
    // Paused while a chunk is on its way: the order stays, and what waits, waits with the sender.
    from.on('data', (chunk: Buffer) => {
      from.pause();
      void forward(chunk).then(() => from.resume());
    });
    from.on('end', () => {
      if (!silent()) to.end();
    });
    // An error is followed by a close, and the close is what the other side is told.
    from.on('error', () => undefined);
    from.on('close', () => {
      if (!silent()) close(from, to);
    });

    async function forward(chunk: Buffer) {
      if (!dead) await through(toxics(), chunk, self, write);
    }

    async function write(chunk: Buffer) {
      if (dead || over.signal.aborted || !to.writable) return;
      await new Promise<void>(resolve => to.write(chunk, () => resolve()));
      shared.arrived(direction, chunk.length);
    }
  }

  function close(from: Socket, to: Socket) {
    over.abort();
    if (from.errored) resetSocket(to);
    else if (!to.destroyed) to.end();
  }
}
