import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { fakeClock } from './clock.js';
import { toxicProxy, type ToxicProxy, type ToxicProxyOptions } from './toxic-proxy.js';

/** One side of a connection: what came, and how it ended. */
interface Side {
  readonly socket: Socket;
  readonly came: () => string;
  readonly end: () => 'open' | 'ended' | 'reset';
}

function side(socket: Socket): Side {
  let came = '';
  let end: ReturnType<Side['end']> = 'open';
  socket.on('data', chunk => (came += String(chunk)));
  socket.on('end', () => (end = 'ended'));
  socket.on('error', () => (end = 'reset'));
  return { socket, came: () => came, end: () => end };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await turn();
};

/** A few round trips over another connection: whatever was on its way has arrived by then. */
async function quiet(port: number) {
  for (let trips = 0; trips < 3; trips += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.end('ping');
    await once(socket.resume(), 'close');
  }
}

interface Line extends AsyncDisposable {
  readonly proxy: ToxicProxy;
  readonly targetPort: number;
  /** A client and what the target sees of it. */
  dial(): Promise<{ readonly client: Side; readonly target: Side }>;
  client(): Side;
}

async function line(options: Omit<ToxicProxyOptions, 'target'> = {}): Promise<Line> {
  const sides: Side[] = [];
  const waiting: ((target: Side) => void)[] = [];
  const server = createServer({ allowHalfOpen: true }, socket => {
    const accepted = side(socket);
    sides.push(accepted);
    socket.on('end', () => socket.end());
    waiting.shift()?.(accepted);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port: targetPort } = server.address() as AddressInfo;
  const proxy = await toxicProxy({ target: { port: targetPort }, ...options });
  const client = () => {
    const made = side(connect(proxy.port, '127.0.0.1'));
    sides.push(made);
    return made;
  };
  async function dial() {
    const accepted = new Promise<Side>(resolve => waiting.push(resolve));
    return { client: client(), target: await accepted };
  }
  async function close() {
    for (const { socket } of sides) socket.destroy();
    await proxy.close();
    server.close();
    await once(server, 'close');
  }
  return { proxy, targetPort, dial, client, [Symbol.asyncDispose]: close };
}

describe('toxicProxy', () => {
  it('passes everything on, ends too, and counts it', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    client.socket.write('question');
    await until(() => target.came() === 'question');
    target.socket.write('answer!');
    await until(() => client.came() === 'answer!');
    expect(world.proxy.counts()).toEqual({ connections: 1, open: 1, refused: 0, toTarget: 8, toClient: 7 });
    client.socket.end();
    await until(() => target.end() === 'ended' && client.end() === 'ended');
    await until(() => world.proxy.counts().open === 0);
  });

  it('passes on that a side ended, while the other may go on speaking', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    target.socket.end('bye');
    await until(() => client.end() === 'ended');
    expect(client.came()).toBe('bye');
  });

  it('passes on that a side was reset', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    target.socket.resetAndDestroy();
    await until(() => client.end() === 'reset');
  });

  it('resets a client whose target is not there', async () => {
    await using unreachable = await toxicProxy({ target: { host: '127.0.0.1', port: 1 } });
    const client = side(connect(unreachable.port, '127.0.0.1'));
    await until(() => client.end() === 'reset');
  });

  it('holds up by a latency, whatever way it is for, and keeps the order', async () => {
    const clock = fakeClock();
    await using world = await line({ clock });
    const { client, target } = await world.dial();
    const off = world.proxy.add({ kind: 'latency', ms: 100, direction: 'toTarget' });
    target.socket.write('at once');
    await until(() => client.came() === 'at once');
    client.socket.write('a');
    await until(() => clock.pending() === 1);
    client.socket.write('b');
    await clock.advance(99);
    expect(target.came()).toBe('');
    await clock.advance(1);
    await until(() => target.came() === 'a');
    off();
    await until(() => {
      void clock.advance(100);
      return target.came() === 'ab';
    });
  });

  it('lets a latency jitter, and never below zero', async () => {
    const waits: number[] = [];
    const clock = { sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
    await using world = await line({ clock });
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'latency', ms: 10, jitterMs: 30, direction: 'toTarget' });
    for (let count = 1; count <= 100; count += 1) {
      client.socket.write('x');
      await until(() => target.came().length === count);
    }
    expect(waits.every(ms => ms >= 0 && ms <= 40)).toBe(true);
    expect(new Set(waits).size).toBeGreaterThan(10);
  });

  it('takes as long as a slow line, and drips', async () => {
    const waits: number[] = [];
    const clock = { sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
    await using world = await line({ clock });
    const { client, target } = await world.dial();
    const off = world.proxy.add({ kind: 'bandwidth', bytesPerSecond: 50 });
    client.socket.write('0123456789ab');
    await until(() => target.came().length === 12);
    expect(waits).toEqual([100, 100, 40]);
    off();
    waits.length = 0;
    world.proxy.add({ kind: 'drip', everyMs: 7 });
    client.socket.write('cd');
    await until(() => target.came() === '0123456789abcd');
    await until(() => waits.length === 2);
    expect(waits).toEqual([7, 7]);
    world.proxy.reset();
    world.proxy.add({ kind: 'drip', bytes: 2, everyMs: 9 });
    client.socket.write('efg');
    await until(() => target.came() === '0123456789abcdefg' && waits.length === 4);
  });

  it('ends a wait with its connection', async () => {
    const clock = fakeClock();
    await using world = await line({ clock });
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'latency', ms: 1_000 });
    client.socket.write('never');
    await until(() => clock.pending() === 1);
    world.proxy.cut();
    await until(() => client.end() === 'reset' && target.end() === 'reset');
    expect(clock.pending()).toBe(0);
    expect(target.came()).toBe('');
  });

  it('drops what falls into a black hole, ends too, and goes on after it', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    const { client: leaver, target: left } = await world.dial();
    const off = world.proxy.add({ kind: 'black_hole' });
    client.socket.write('lost');
    target.socket.write('lost too');
    leaver.socket.end();
    const late = world.client();
    late.socket.write('lost as well');
    await quiet(world.targetPort);
    expect([client.came(), target.came(), left.end()]).toEqual(['', '', 'open']);
    off();
    client.socket.write('found');
    await until(() => target.came() !== '');
    expect(target.came()).toBe('found');
  });

  it('ends both sides by an RST at a byte', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'reset', afterBytes: 5, direction: 'toTarget' });
    target.socket.write('the other way is free');
    client.socket.write('abc');
    await until(() => target.came() === 'abc' && client.came() === 'the other way is free');
    client.socket.write('defg');
    // Where data lies before an RST, libuv tells it as an end.
    await until(() => client.end() === 'reset' && target.end() !== 'open');
    expect(target.came()).toBe('abcde');
  });

  it('ends both sides by a FIN at a byte', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'cut', afterBytes: 5, direction: 'toTarget' });
    client.socket.write('abc');
    client.socket.write('defg');
    await until(() => client.end() === 'ended' && target.end() === 'ended');
    expect(target.came()).toBe('abcde');
  });

  it('resets at byte 0 before anything has passed', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'reset', afterBytes: 0 });
    client.socket.write('a');
    await until(() => client.end() === 'reset' && target.end() === 'reset');
    expect(target.came()).toBe('');
  });

  it('swallows one answer and cuts, so that the request was done and nobody knows', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'swallow' });
    client.socket.write('do it');
    await until(() => target.came() === 'do it');
    target.socket.write('done');
    await until(() => client.end() === 'reset' && target.end() === 'reset');
    expect(client.came()).toBe('');
    const again = await world.dial();
    again.target.socket.write('done');
    await until(() => again.client.came() === 'done');
  });

  it('makes what is open half open: nothing passes, and nobody learns of an end', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.halfOpen();
    client.socket.write('into the void');
    target.socket.resetAndDestroy();
    await quiet(world.targetPort);
    expect([client.came(), client.end(), target.came()]).toEqual(['', 'open', '']);
    const fresh = await world.dial();
    fresh.client.socket.write('through');
    await until(() => fresh.target.came() === 'through');
  });

  it('refuses new connections and leaves the open ones alone', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'refuse' });
    const refused = world.client();
    await until(() => refused.end() === 'reset');
    client.socket.write('still here');
    await until(() => target.came() === 'still here');
    expect(world.proxy.counts()).toMatchObject({ connections: 2, refused: 1, open: 1 });
    world.proxy.reset();
    await world.dial();
  });

  it('waits by the timers of the process where no clock is given', async () => {
    await using world = await line();
    const { client, target } = await world.dial();
    world.proxy.add({ kind: 'latency', ms: 1 });
    client.socket.write('a');
    await until(() => target.came() === 'a');
  });

  it('closes with its connections, and twice', async () => {
    await using world = await line();
    const { client } = await world.dial();
    await world.proxy.close();
    await until(() => client.end() !== 'open');
    await world.proxy.close();
  });
});
