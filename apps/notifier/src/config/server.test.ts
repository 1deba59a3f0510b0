import { createHash } from 'node:crypto';
import { configOf, problemsOf } from './testing/parse.js';

const digest = createHash('sha256').update('k').digest('hex');

describe('server', () => {
  it('keeps digests of its keys, never the keys', () => {
    const { server } = configOf(
      `server: { api_keys: [{ name: ci, key: k, scopes: [events:write] }, { name: ops, key_sha256: ${digest.toUpperCase()}, scopes: [read, operate] }, k] }`,
    );
    expect(server.apiKeys).toEqual([
      { name: 'ci', keySha256: digest, scopes: ['events:write'] },
      { name: 'ops', keySha256: digest, scopes: ['read', 'operate'] },
      { name: 'key-3', keySha256: digest, scopes: ['events:write', 'read', 'operate', 'admin'] },
    ]);
  });

  it.each(['localhost', '127.0.0.1', '127.8.8.8', '"::1"'])('may listen on %s without keys', host => {
    expect(problemsOf(`server: { host: ${host} }`)).toEqual([]);
  });

  it.each(['0.0.0.0', '"::"', '10.0.0.1', 'helix.internal', '127.example.com'])('needs keys to listen on %s', host => {
    expect(problemsOf(`server: { host: ${host} }`)).toEqual([
      expect.stringMatching(/^1:17 server.host: .*; add server.api_keys, or bind to 127.0.0.1$/),
    ]);
    expect(problemsOf(`server: { host: ${host}, api_keys: [k] }`)).toEqual([]);
  });

  it.each([
    ['a port that is none', '{ port: 70000 }', '1:17 server.port: too big'],
    ['a key without scopes', '{ api_keys: [{ name: a, key: k }] }', '1:22 server.api_keys[0].scopes: is required'],
    [
      'an unknown scope',
      '{ api_keys: [{ name: a, key: k, scopes: [write] }] }',
      'server.api_keys[0].scopes[0]: expected one of "events:write"',
    ],
    [
      'an empty list of scopes',
      '{ api_keys: [{ name: a, key: k, scopes: [] }] }',
      'scopes: expected at least one scope',
    ],
    [
      'a digest that is none',
      '{ api_keys: [{ name: a, key_sha256: abc, scopes: [read] }] }',
      'key_sha256: expected a SHA-256 digest',
    ],
    [
      'a key and a digest',
      `{ api_keys: [{ name: a, key: k, key_sha256: ${digest}, scopes: [read] }] }`,
      'and not both',
    ],
    ['an unknown key', '{ prot: 1 }', '1:11 server.prot: is not a known key; did you mean "port"?'],
  ])('refuses %s', (_, section, expected) => {
    expect(problemsOf(`server: ${section}`).join('\n')).toContain(expected);
  });
});

describe('variables laid over the file', () => {
  it('replace the plain values of server and queue', () => {
    const environment = {
      HELIX_SERVER_HOST: '127.0.0.2',
      HELIX_SERVER_PORT: '9000',
      HELIX_QUEUE_MAX_SIZE: '7',
      HELIX_QUEUE_DRIVER: 'memory',
    };
    expect(configOf('server: { port: 1 }\nqueue: { max_size: 5 }', environment)).toMatchObject({
      server: { host: '127.0.0.2', port: 9000 },
      queue: { driver: 'memory', maxSize: 7 },
    });
    expect(configOf('', environment).server.port).toBe(9000);
  });

  it('leave alone what is no plain value, other sections, and what is empty', () => {
    const environment = { HELIX_SERVER_API_KEYS: 'k', HELIX_RETENTION_MAX_FINISHED: '1', HELIX_SERVER_PORT: '' };
    expect(configOf('server: { port: 1 }', environment)).toMatchObject({
      server: { port: 1, apiKeys: [] },
      retention: {},
    });
  });

  it.each([
    [
      { HELIX_SERVER_PORT: 'tcp://canary' },
      'server.port: expected number, received string; the value comes from HELIX_SERVER_PORT',
    ],
    [
      { HELIX_QUEUE_DRIVER: 'canary' },
      'queue.driver: expected one of "embedded"|"memory"|"redis"; the value comes from HELIX_QUEUE_DRIVER',
    ],
    [{ HELIX_SERVER_HOST: 'canary.example.com' }, 'server.host: other machines reach this address'],
  ])('are checked, and not printed: %j', (environment, expected) => {
    const problems = problemsOf('# empty', environment).join('\n');
    expect(problems).toContain(expected);
    expect(problems).not.toContain('canary');
  });
});

describe('the other sections', () => {
  it('are read', () => {
    const text =
      'network: { allow: [10.0.0.0/8, "::1", hooks.internal] }\nretention: { finished: 24h, max_finished: 10 }\nqueue: { max_size: 3 }';
    expect(configOf(text)).toMatchObject({
      network: { allow: ['10.0.0.0/8', '::1', 'hooks.internal'] },
      retention: { finishedMs: 86_400_000, maxFinished: 10 },
      queue: { driver: 'embedded', maxSize: 3 },
    });
  });

  it.each(['http://10.0.0.1', '10.0.0.0/33', '10.0.0.0/8/8', 'a/8', '"fd00::/129"', '"bad host"', '""'])(
    'network.allow refuses %s',
    entry => {
      expect(problemsOf(`network: { allow: [${entry}] }`)).toEqual([
        expect.stringContaining('1:20 network.allow[0]: expected an address'),
      ]);
    },
  );

  it.each([
    ['servr: {}', '1:1 servr: is not a known key; did you mean "server"?'],
    ['notifications: { chanels: {} }', '1:18 notifications.chanels: is not a known key; did you mean "channels"?'],
    ['notifications: [slack]', '1:16 notifications: expected keys and values'],
    ['queue: { driver: kafka }', '1:18 queue.driver: expected one of "embedded"|"memory"|"redis"'],
    ['server: [1]', '1:9 server: expected object, received array'],
  ])('%s is refused', (text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected);
  });
});
