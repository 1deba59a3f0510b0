import { createHash } from 'node:crypto';
import type { Argument, Client, Pipeline } from './client.js';

export interface Script {
  /** As errors call it. */
  readonly name: string;
  readonly source: string;
}

/** `''`: writes, and not while memory is full. */
export type Flag = '' | 'allow-oom' | 'no-writes';

/** Flags are told here and not in the files, since jest takes away a file's first line where it begins so. */
export function scriptOf(name: string, flag: Flag, ...parts: readonly string[]): Script {
  return { name, source: [`#!lua${flag ? ` flags=${flag}` : ''}`, ...parts].join('\n') };
}

/** One call of a script. `loaded`: the server is thought to know it. */
export interface ScriptCall {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly Argument[];
  readonly loaded: boolean;
}

/** Sends a call by the script's SHA, or with its source where it is not loaded. */
export type SendScript = (to: Pick<Client | Pipeline, 'evalsha' | 'eval'>, call: ScriptCall) => unknown;

export function scriptSender(): SendScript {
  const shas = new Map<string, string>();
  return (to, { script, keys, args, loaded }) => {
    const rest = [keys.length, ...keys, ...args] as const;
    return loaded ? to.evalsha(shaOf(script.source), ...rest) : to.eval(script.source, ...rest);
  };

  function shaOf(source: string): string {
    const sha = shas.get(source) ?? createHash('sha1').update(source).digest('hex');
    shas.set(source, sha);
    return sha;
  }
}
