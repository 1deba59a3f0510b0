import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { notificationFields, type Json } from '@helix/notify-core';
import { duration } from '../config/duration.js';
import { failure } from './failure.js';

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('it must be a port, 0 to 65535.');
  return value;
}

/** A time, or how long ago: `2h` is two hours before now. In RFC 3339. */
export const past = (text: string): string => moment(text, -1);

/** A time, or how long from now. In RFC 3339. */
export const future = (text: string): string => moment(text, 1);

function moment(text: string, direction: 1 | -1): string {
  const distance = duration('1s', '3660d').safeParse(text);
  if (distance.success) return new Date(Date.now() + direction * distance.data).toISOString();
  if (notificationFields.time.safeParse(text).success) return text;
  throw new InvalidArgumentError('it must be a time such as 2026-01-31T12:00:00Z, or a duration such as 2h.');
}

export function perSecond(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('it must be a number above 0.');
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
