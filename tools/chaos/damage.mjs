import { openSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What can have happened to the files of a store while nobody ran: by name, what is done to its main file and its log. */
export const damages = {
  'the end of the log is torn off': ({ log }, random) => truncateSync(log, statSync(log).size - random.whole(1, 4_096)),
  'a byte of the log is flipped': ({ log }, random) => flip(log, random.whole(0, statSync(log).size - 1)),
  'a byte of the main file is flipped': ({ main }, random) => flip(main, random.whole(100, statSync(main).size - 1)),
  'the head of the main file is overwritten': ({ main }, random) => flip(main, random.whole(0, 20)),
  'the main file is cut': ({ main }, random) => truncateSync(main, random.whole(1, statSync(main).size - 1)),
  'the main file is empty': ({ main }) => truncateSync(main, 0),
  'the main file is gone': ({ main }) => rmSync(main),
  'the main file is a text': ({ main }) => writeFileSync(main, 'Nobody expects this here.\n'),
};

/** The files of an embedded store. */
export function filesOf(folder) {
  const log = readdirSync(folder).find(name => name.endsWith('-wal'));
  if (!log) throw new Error(`There is no log in ${folder}: ${readdirSync(folder).join(', ')}`);
  return { log: join(folder, log), main: join(folder, log.replace(/-wal$/, '')) };
}

function flip(file, place) {
  const byte = Buffer.of(readFileSync(file)[place] ^ 0xff);
  writeSync(openSync(file, 'r+'), byte, 0, 1, place);
}
