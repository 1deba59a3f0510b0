import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slack } from '@helix/channel-slack';
import { webhook } from '@helix/channel-webhook';
import { loadConfig } from './load.js';
import { formatProblem } from './problem.js';
import { problemsOf } from './testing/parse.js';

const example = join(__dirname, '../../helix.example.yaml');
const options = { types: [slack, webhook], environment: {} };
const load = (file: string, environment: Record<string, string>) => loadConfig(file, { ...options, environment });

describe('loading a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helix-load-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['that is not there', 'none.yaml', undefined, 'does not exist; create it, or name another one with --config'],
    ['that is a folder', '.', undefined, 'is a folder'],
    ['of more than 1 MiB', 'large.yaml', '#'.repeat(10_000_000), 'is larger than 1024 KiB'],
  ])('tells of one %s', (_, name, content, expected) => {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const loaded = loadConfig(file, options);
    expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([
      expect.stringContaining(`${file}:1:1 the file ${expected}`),
    ]);
  });

  it('tells fifty problems, in the order of the file, and how many more there are', () => {
    const problems = problemsOf(Array.from({ length: 60 }, (_, at) => `key${at}: 1`).join('\n'));
    expect(problems).toHaveLength(51);
    expect(problems[0]).toBe(
      '1:1 key0: is not a known key; expected one of server, queue, network, retention, operator_channel, events, notifications',
    );
    expect(problems[50]).toBe('51:1 and 10 more');
  });
});

describe('the example', () => {
  const environment = {
    SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T000/B000/example',
    CUSTOM_WEBHOOK_TOKEN: 'example',
    HELIX_API_KEY: 'example',
  };

  it('is valid once its variables are set', () => {
    const loaded = load(example, environment);
    expect(loaded).toMatchObject({ ok: true, warnings: [] });
    const channels = loaded.ok ? Object.values(loaded.config.channels) : [];
    expect(channels.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['slack', true],
      ['custom_webhook', true],
    ]);
  });

  it('has channels whose types take their options', async () => {
    const loaded = load(example, environment);
    for (const { type, options } of loaded.ok ? Object.values(loaded.config.channels) : []) {
      await using channel = type(options as never);
      expect(JSON.stringify(channel.describe())).not.toContain('B000');
    }
    expect.assertions(2);
  });

  it('names its variables where they are missing', () => {
    const loaded = load(example, {});
    const told = loaded.ok ? '' : loaded.problems.map(({ message }) => message).join('\n');
    for (const name of Object.keys(environment)) expect(told).toContain(`variable ${name} is not set`);
  });
});
