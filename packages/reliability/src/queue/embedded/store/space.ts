import { statfsSync } from 'node:fs';
import type { Reserve } from './reserve.js';

/** What of a disk stays free: intake ends there, so that what was accepted can still be finished. */
export interface Space {
  hasRoom(): boolean;
  /** When the disk was full all the same: opens the reserve, and intake stays closed until that is whole again. */
  isFull(): void;
}

const checkedEveryMs = 1_000;
const mebibyte = 2 ** 20;

/** `minFreeBytes` by default: 5 % of the disk, but at least 256 MiB and at most 2 GiB. */
export function space(folder: string, minFreeBytes: number | undefined, reserve: Reserve): Space {
  let checkedAt = -Infinity;
  let isThere = true;
  return {
    hasRoom() {
      const now = performance.now();
      if (now - checkedAt < checkedEveryMs) return isThere;
      checkedAt = now;
      isThere = look();
      return isThere;
    },
    isFull() {
      isThere = false;
      checkedAt = performance.now();
      reserve.giveUp();
    },
  };

  function look(): boolean {
    const { bavail, blocks, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free < (minFreeBytes ?? usualMinimum(blocks * bsize))) return false;
    return reserve.isWhole() || (free > 2 * reserve.bytes && reserve.make());
  }
}

function usualMinimum(diskBytes: number): number {
  return Math.min(Math.max(256 * mebibyte, diskBytes / 20), 2_048 * mebibyte);
}

// As statfs(2) names them. Locks are not kept there as SQLite needs them, and fsync means little.
const networkTypes: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xfe534d42, 0xff534d42]);

export function refuseNetworkFolder(folder: string, type: number): void {
  if (!networkTypes.has(type)) return;
  throw new Error(
    `The queue's folder ${folder} is on a network file system (NFS or SMB), where locks do not hold; give a folder on a disk of this machine.`,
  );
}
