import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch, batches } from '../../checks/world.js';
import { engineOptions, localQueue, newFolder, otherProcess } from './test-links.js';
import { refuseNetworkFolder } from './store/space.js';
import { openDatabase } from './store/sqlite.js';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** A folder whose store was closed properly. */
async function closedStore({ count = 50 } = {}): Promise<string> {
  const folder = newFolder();
  const queue = localQueue({ folder });
  await queue.add(batches(count, 'n'));
  await queue.close();
  return folder;
}

/** A folder whose owner was killed. */
async function killedStore(): Promise<string> {
  const folder = newFolder();
  const { queue, kill } = otherProcess(folder);
  await queue.add(batches(50, 'n'));
  await kill();
  return folder;
}

async function sentenceOf(folder: string, queue = localQueue({ folder })): Promise<string> {
  return queue.ready().then(
    () => 'it opened',
    (error: unknown) => (error as Error).message,
  );
}

/** In a process that ends then: one that goes on may keep SQLite's lock. */
async function sentenceThere(folder: string): Promise<string> {
  const { queue, kill } = otherProcess(folder);
  const sentence = await sentenceOf(folder, queue);
  await kill();
  return sentence;
}

async function waitingIn(folder: string): Promise<number | undefined> {
  const queue = localQueue({ folder });
  const { a } = await queue.counts();
  await queue.close();
  return a?.waiting;
}

describe('modes', () => {
  it('are the owner’s alone, whatever the umask is', async () => {
    const before = process.umask(0);
    const folder = join(newFolder(), 'ein Ordner', 'mit ünï');
    const queue = localQueue({ folder });
    await queue.add([batch('n1')]);
    const names = ['queue.db', 'queue.db-wal', 'queue.owner', 'queue.commits', 'queue.reserve'];
    const files = names.map(name => join(folder, name));
    expect([folder, ...files].map(modeOf)).toEqual(['700', '600', '600', '600', '600', '600']);
    await queue.close();
    process.umask(before);
  });

  it('of a file that is there are made so', async () => {
    const folder = await closedStore();
    chmodSync(join(folder, 'queue.db'), 0o644);
    expect(await waitingIn(folder)).toBe(50);
    expect(modeOf(join(folder, 'queue.db'))).toBe('600');
  });
});

describe('a path that cannot be used is refused: it', () => {
  it('is a file', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(await sentenceOf(file)).toBe(`The queue's folder ${file} is a file; give another path.`);
    const below = join(file, 'folder');
    expect(await sentenceOf(below)).toBe(`The queue's folder ${below} is below a file; give another path.`);
  });

  it('has too long a name', async () => {
    expect(await sentenceOf(join(newFolder(), 'x'.repeat(300)))).toMatch('has too long a name; give another path.');
  });

  it('has a character that no path has', async () => {
    expect(await sentenceOf(join(newFolder(), 'a\0b'))).toMatch('cannot be used (ERR_INVALID_ARG_VALUE)');
  });

  it('is on a network file system', () => {
    expect(() => refuseNetworkFolder('/mnt/share', 0x6969)).toThrow('is on a network file system');
  });

  it('cannot take the file', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'queue.db'));
    expect(await sentenceOf(folder)).not.toBe('it opened');
  });
});

describe('never empty without a word', () => {
  it('where the file is gone', async () => {
    const folder = await closedStore();
    rmSync(join(folder, 'queue.db'));
    expect(await sentenceOf(folder)).toMatch(
      /queue\.db is missing although there was one; put it back from a copy, or delete/,
    );
    rmSync(join(folder, 'queue.owner'));
    expect(await sentenceThere(folder)).toMatch('queue.db lacks the last');
    rmSync(join(folder, 'queue.commits'));
    expect(await waitingIn(folder)).toBeUndefined();
  });

  it.each(['missing', 'empty'])('where it is %s beside its log', async what => {
    const folder = await killedStore();
    const file = join(folder, 'queue.db');
    rmSync(join(folder, 'queue.owner'));
    if (what === 'missing') rmSync(file);
    else truncateSync(file);
    expect(await sentenceOf(folder)).toMatch(`is ${what} although there was one`);
    expect(existsSync(join(folder, 'queue.db-wal'))).toBe(true);
  });

  it('where its beginning is damaged', async () => {
    const folder = await closedStore();
    const file = join(folder, 'queue.db');
    writeFileSync(file, Buffer.concat([Buffer.alloc(100, 7), readFileSync(file).subarray(100)]));
    expect(await sentenceOf(folder)).toBe(
      `The queue's file ${file} is damaged (file is not a database); put it back from a copy, or move its folder away to begin with an empty queue.`,
    );
  });

  it('where it was cut short', async () => {
    const folder = await closedStore({ count: 2_000 });
    const file = join(folder, 'queue.db');
    truncateSync(file, statSync(file).size / 2);
    expect(await sentenceOf(folder)).toMatch('is damaged');
  });

  it('where a page of it is damaged and its owner was killed', async () => {
    const folder = await closedStore({ count: 2_000 });
    const { queue, kill } = otherProcess(folder);
    await queue.ready();
    await kill();
    const file = join(folder, 'queue.db');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 4_096));
    expect(await sentenceOf(folder)).toMatch('is damaged');
  });

  it.each([
    ['cut', (log: string) => truncateSync(log, statSync(log).size - 100)],
    ['damaged', (log: string) => writeFileSync(log, readFileSync(log).fill(0xff, statSync(log).size - 5_000))],
    ['gone', (log: string) => rmSync(log)],
  ])('where its log is %s', async (_, spoil) => {
    const folder = await killedStore();
    const files = ['queue.db', 'queue.db-wal', 'queue.commits'].map(name => join(folder, name));
    const [file = '', log = '', commits = ''] = files;
    spoil(log);
    const sentence = await sentenceThere(folder);
    expect(sentence).toContain(`The queue's file ${file} lacks the last `);
    expect(sentence).toContain(`its log ${log} was damaged or removed`);
    expect(await sentenceThere(folder)).toBe(sentence);
    rmSync(commits);
    expect(await waitingIn(folder)).toBeUndefined();
  });

  it('but where nothing is known of its commits, or less than there is', async () => {
    const folder = await closedStore();
    for (const text of ['', 'torn by the machine', '1'.padStart(16, '0')]) {
      writeFileSync(join(folder, 'queue.commits'), text);
      expect(await waitingIn(folder)).toBe(50);
    }
  });
});

describe('a file that is not ours', () => {
  it('is left alone where it is another application’s', async () => {
    const folder = newFolder();
    const file = join(folder, 'queue.db');
    const other = openDatabase(engineOptions(folder).sqlite, file);
    other.exec('CREATE TABLE recipes (id)');
    other.close();
    const bytes = readFileSync(file);
    expect(await sentenceOf(folder)).toBe(
      `${file} belongs to another application; give the queue a folder of its own.`,
    );
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('is left alone where a newer version wrote it', async () => {
    const folder = await closedStore();
    const file = join(folder, 'queue.db');
    const newer = openDatabase(engineOptions(folder).sqlite, file);
    newer.exec('PRAGMA user_version = 2');
    newer.close();
    expect(await sentenceOf(folder)).toBe(
      `The queue's file ${file} has version 2, and this is for version 1; use the version of @helix/reliability that wrote it.`,
    );
  });

  it('is refused where another machine has it open', async () => {
    const folder = await closedStore();
    const owner = join(folder, 'queue.owner');
    writeFileSync(owner, JSON.stringify({ pid: 7, host: 'elsewhere', boot: 'another', startedAt: 1, isOpen: true }));
    expect(await sentenceOf(folder)).toBe(
      `The queue in ${folder} was opened by process 7 on elsewhere, and from here nobody can tell whether it still is; stop it there, or delete ${owner} if that machine is gone.`,
    );
    rmSync(owner);
    expect(await waitingIn(folder)).toBe(50);
  });

  it.each([
    ['the machine was booted since', { host: 'here', boot: 'before' }],
    ['it ran in a container of this machine', { host: 'container' }],
    ['the file that tells of it is torn', undefined],
  ])('is taken over where %s', async (_, told) => {
    const folder = await killedStore();
    const owner = join(folder, 'queue.owner');
    const last = JSON.parse(readFileSync(owner, 'utf8')) as { host: string };
    const host = told?.host === 'here' ? last.host : told?.host;
    writeFileSync(owner, told ? JSON.stringify({ ...last, ...told, host }) : '{"pid":');
    expect(await waitingIn(folder)).toBe(50);
  });
});

it('what was half made by one that was killed is made anew', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'queue.db'), '');
  expect(await waitingIn(folder)).toBeUndefined();
});

it('the time goes on from what was seen before, although the clock was set back meanwhile', async () => {
  const folder = newFolder();
  let now = 1_900_000_000_000;
  const clock = { now: () => now };
  const before = localQueue({ folder, clock });
  await before.add([batch('n1', { delayMs: 60_000 })]);
  await before.close();
  now -= 3_600_000;
  const after = localQueue({ folder, clock });
  now += 60_000;
  expect((await after.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1_000 })).claims).toHaveLength(0);
  now += 60_000;
  expect((await after.claim([{ lane: 'a', limit: 1 }], { leaseMs: 1_000 })).claims).toHaveLength(1);
  await after.close();
});
