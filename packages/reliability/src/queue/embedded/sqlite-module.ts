import { createRequire, isBuiltin } from 'node:module';

const standIn = '@photostructure/sqlite';

/** Node's own SQLite where it has it unflagged (22.13), otherwise the full path of its stand-in: a thread cannot find that by itself. */
export function sqliteModule(from: string, hasBuiltin = isBuiltin('node:sqlite')): string {
  if (hasBuiltin) return 'node:sqlite';
  try {
    return createRequire(from).resolve(standIn);
  } catch {
    throw new Error(
      `embeddedQueue: this Node (${process.version}) has no node:sqlite; install ${standIn}, or use Node 22.13 or newer.`,
    );
  }
}
