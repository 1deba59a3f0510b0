import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { Json } from '@helix/notify-core';
import { failure } from './failure.js';

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('it must be a port, 0 to 65535.');
  return value;
}

/** `a,b` → ['a', 'b'] */
export function names(text: string): string[] {
  const list = text.split(',').map(name => name.trim());
  if (list.some(name => name === ''))
    throw new InvalidArgumentError('it must be a name, or names with commas between.');
  return list;
}

/** `k=v`, collected over repeats; a value that is JSON (a number, true, a list) is taken as that. */
export function pairs(text: string, before: Readonly<Record<string, Json>> = {}): Record<string, Json> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('it must be key=value.');
  return { ...before, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) };
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The text itself, or standard input where it is `-`. */
export const textOrStdin = (text: string): string => (text === '-' ? readFileSync(0, 'utf8') : text);

export function json(text: string, flag: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw failure(`${flag}: is not valid JSON: ${(error as Error).message}`, 2);
  }
}

export function fileText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw failure(`${path}: cannot be read: is the path right?`);
  }
}
