import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { sizeOf } from './files.js';

/**
 * Room on the disk that is kept for finishing what was accepted: a file that is emptied when the disk is full, so that the
 * log can go into the file and claims and settlements go on.
 */
export interface Reserve {
  readonly bytes: number;
  isWhole(): boolean;
  /** False where there is no room for it. */
  make(): boolean;
  giveUp(): void;
}

const mebibyte = 2 ** 20;
const mostBytes = 16 * mebibyte;

export function reserve(file: string, diskBytes: number): Reserve {
  const bytes = Math.floor(Math.min(mostBytes, diskBytes / 8));
  return { bytes, isWhole: () => sizeOf(file) === bytes, make, giveUp: () => rewrite(file, 0) };

  function make(): boolean {
    try {
      rewrite(file, bytes);
      return true;
    } catch {
      rewrite(file, 0);
      return false;
    }
  }
}

function rewrite(file: string, bytes: number) {
  const handle = openSync(file, 'w', 0o600);
  try {
    // Random, since a disk that compresses would keep no room for zeros.
    const block = randomFillSync(Buffer.alloc(mebibyte));
    for (let left = bytes; left > 0;) left -= writeSync(handle, block, 0, Math.min(left, block.length));
  } finally {
    closeSync(handle);
  }
}
