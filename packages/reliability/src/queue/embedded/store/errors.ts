// Result codes of SQLite (sqlite.org/rescode.html). An extended code has its primary one in the lowest byte.
const codes = { busy: 5, corrupt: 11, full: 13, notADatabase: 26 } as const;
const ioerrWrite = 778;

export function isBusy(thrown: unknown): boolean {
  return primaryOf(thrown) === codes.busy;
}

export function isDamage(thrown: unknown): boolean {
  return primaryOf(thrown) === codes.corrupt || primaryOf(thrown) === codes.notADatabase;
}

/** Some of its errors have no result code. */
export function isSqlite(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ERR_SQLITE_ERROR';
}

/** Nothing was written, and what is stored is as it was: no room, or a write that the disk refused. */
export function isNoRoom(thrown: unknown): boolean {
  return primaryOf(thrown) === codes.full || codeOf(thrown) === ioerrWrite;
}

function primaryOf(thrown: unknown): number {
  return codeOf(thrown) & 0xff;
}

function codeOf(thrown: unknown): number {
  const code = (thrown as { readonly errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code : 0;
}

/** SQLite throws errors, though not always of this realm's class. */
export function messageOf(thrown: unknown): string {
  return (thrown as Error).message;
}
