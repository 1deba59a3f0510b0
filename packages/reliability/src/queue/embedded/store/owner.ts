import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Who has a store open, or had it last: for the sentence that refuses the next one. What keeps two owners apart is
 * SQLite's lock, which the system lets go of when a process ends, however it ends.
 */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Of the running system: new with every boot, and the same in all its containers. Unknown where there is no /proc. */
  readonly boot: string | undefined;
  /** When the process started: process ids come again. */
  readonly startedAt: number;
  readonly isOpen: boolean;
}

export function thisOwner(startedAt: number): Owner {
  return { pid: process.pid, host: hostname(), boot: bootId(), startedAt, isOpen: true };
}

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Undefined where there is none; an empty one where a crash left nothing that can be read. */
export function readOwner(file: string): Partial<Owner> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : {};
  }
}

export function writeOwner(file: string, owner: Owner): void {
  writeFileSync(file, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
}

export function isSameProcess(a: Partial<Owner>, b: Owner): boolean {
  return a.pid === b.pid && a.host === b.host && a.boot === b.boot && a.startedAt === b.startedAt;
}

/** On another machine SQLite's lock may not be seen: file systems that are shared mostly do not carry it over. */
export function isElsewhere({ host, boot }: Partial<Owner>, here: Owner): boolean {
  return host !== undefined && host !== here.host && (boot === undefined || boot !== here.boot);
}

export function nameOf({ pid, host }: Partial<Owner>): string {
  return pid === undefined ? 'another process' : `process ${pid} on ${host}`;
}
