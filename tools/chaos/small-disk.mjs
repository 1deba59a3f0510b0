import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own in memory, which can be filled. Only root may mount one. */
export function smallDisk(stage, sizeMb) {
  if (process.getuid() !== 0) throw new Error('A full disk is made by mounting a small tmpfs: run this as root.');
  const folder = stage.file('disk');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0700`, 'tmpfs', folder]);
  const unmount = () => execFileSync('umount', ['--lazy', folder]);
  process.once('exit', unmount);
  stage.onEnd(() => {
    process.off('exit', unmount);
    unmount();
  });
  const ballast = join(folder, 'ballast');
  return { folder, fill: () => fill(ballast), empty: () => rmSync(ballast, { force: true }) };
}

/** Writes until nothing more fits; others write at the same time. */
function fill(file) {
  const page = Buffer.alloc(4_096);
  try {
    for (;;) writeFileSync(file, page, { flag: 'a' });
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  }
}
