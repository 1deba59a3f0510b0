import { closeSync, openSync, readSync } from 'node:fs';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text',
};

/** The text of a file, or why there is none: a clause that goes after the file's name. */
export type FileText = { readonly text: string } | { readonly problem: string };

/** Reads at most `maxBytes`, and no more of a file that never ends: a pipe and /dev/stdin are files, too. */
export function readTextFile(file: string, maxBytes: number): FileText {
  try {
    const bytes = readBytes(file, maxBytes + 1);
    if (bytes.length > maxBytes) return { problem: `is larger than ${maxBytes / 1024} KiB` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    return { problem: reasons[code] ?? `cannot be read (${code})` };
  }
}

function readBytes(file: string, limit: number): Buffer {
  const bytes = Buffer.alloc(limit);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    while (length < limit) {
      const read = readSync(descriptor, bytes, length, limit - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
