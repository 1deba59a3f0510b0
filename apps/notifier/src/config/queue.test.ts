import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOf, problemsOf } from './testing/parse.js';

describe('queue', () => {
  it.each([
    ['', { driver: 'embedded', path: '/etc/helix/data' }],
    ['queue: { path: store }', { driver: 'embedded', path: '/etc/helix/store' }],
    ['queue: { path: /var/lib/helix }', { driver: 'embedded', path: '/var/lib/helix' }],
    ['queue: { driver: memory, max_size: 5 }', { driver: 'memory', maxSize: 5 }],
    [
      'queue: { driver: redis, url: "redis://localhost" }',
      { driver: 'redis', prefix: 'helix:notifications', confirm: 'aof' },
    ],
    [
      'queue: { driver: redis, url: "rediss://[::1]:7000/3", prefix: x, confirm: replica }',
      { driver: 'redis', prefix: 'x', confirm: 'replica' },
    ],
  ])('%j is read with the defaults of its driver', (text, expected) => {
    expect(configOf(text).queue).toEqual({
      ...(expected.driver === 'redis' && { url: expect.anything() }),
      ...expected,
    });
  });

  it('keeps the address of Redis as a secret', () => {
    const { queue } = configOf('queue: { driver: redis, url: "redis://:${PASSWORD}@redis.internal" }', {
      PASSWORD: 'canary',
    });
    expect(queue.driver === 'redis' && queue.url.reveal()).toBe('redis://:canary@redis.internal');
    expect(JSON.stringify(queue)).not.toContain('canary');
  });

  it.each([
    [
      'queue: { path: x, driver: memory }',
      ['1:16 queue.path: goes with the driver embedded, and the driver here is memory; leave it out'],
    ],
    [
      'queue: { url: "redis://x", prefix: x, confirm: aof }',
      ['url: goes with the driver redis', 'prefix: goes with the driver redis', 'confirm: goes with the driver redis'],
    ],
    ['queue: { driver: redis }', ['1:1 queue.url: is required where the driver is redis']],
    ['queue: { driver: redis, url: "" }', ['1:30 queue.url: is empty']],
    ['queue: { driver: redis, url: "${URL}" }', ['queue.url: variable URL is not set']],
    ['queue: { driver: redis, url: "http://canary" }', ['queue.url: expected an address such as redis://']],
    ['queue: { driver: redis, url: "redis://x", confirm: all }', ['confirm: expected one of "none"|"aof"|"replica"']],
    ['queue: { driver: redis, url: "redis://x", prefix: "" }', ['queue.prefix: too small']],
    ['queue: { path: "" }', ['queue.path: too small']],
    ['queue: { max_size: 0 }', ['queue.max_size: too small']],
    ['queue: { confrm: aof }', ['queue.confrm: is not a known key; did you mean "confirm"?']],
  ])('%j is refused', (text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((problem, place) => expect(problems[place]).toContain(problem));
    expect(problems.join()).not.toContain('canary');
  });
});

describe('variables laid over the queue', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'helix-queue-'));
    writeFileSync(join(folder, 'url'), 'redis://:canary@redis.internal\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('choose another driver, with all of its options', () => {
    const environment = {
      HELIX_QUEUE_DRIVER: 'redis',
      HELIX_QUEUE_URL: 'redis://elsewhere',
      HELIX_QUEUE_PREFIX: 'blue',
      HELIX_QUEUE_CONFIRM: 'none',
    };
    const { queue } = configOf('queue: { max_size: 5 }', environment);
    expect(queue).toMatchObject({ driver: 'redis', prefix: 'blue', confirm: 'none', maxSize: 5 });
    expect(queue.driver === 'redis' && queue.url.reveal()).toBe('redis://elsewhere');
    expect(configOf('', { HELIX_QUEUE_PATH: './other' }).queue).toEqual({
      driver: 'embedded',
      path: '/etc/helix/other',
    });
  });

  it('name a file that holds the address', () => {
    const environment = { HELIX_QUEUE_DRIVER: 'redis', HELIX_QUEUE_URL_FILE: join(folder, 'url') };
    const { queue } = configOf('', environment);
    expect(queue.driver === 'redis' && queue.url.reveal()).toBe('redis://:canary@redis.internal');
    const missing = problemsOf('', { ...environment, HELIX_QUEUE_URL_FILE: '/canary' });
    expect(missing).toEqual([
      expect.stringContaining('queue.url: the file that HELIX_QUEUE_URL_FILE names does not exist'),
    ]);
  });

  it('are told where they do not go with what the file says', () => {
    expect(problemsOf('queue: { path: x }', { HELIX_QUEUE_DRIVER: 'memory' })).toEqual([
      expect.stringContaining('queue.path: goes with the driver embedded'),
    ]);
  });
});
