import { z, type Secret } from '@helix/notify-core';
import { maxHeaderLength } from './limits.js';
import type { OptionProblem } from './option-problem.js';

export interface Auth {
  readonly authType: 'none' | 'bearer' | 'basic' | 'apikey';
  readonly authToken?: Secret | undefined;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
}

export const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
  .max(maxHeaderLength);
// RFC 7617: UTF-8 without control characters, and the colon ends the user name.
export const username = z.string().regex(/^[^:\p{Cc}]+$/u, 'must hold no colon and no control character');
export const password = z.string().regex(/^\P{Cc}*$/u, 'must hold no control character');

/** The header that carries the credentials. A token for basic authentication is the base64 of user:password already. */
export function authHeaders({ authType, authToken, username, password }: Auth): Record<string, string> {
  const token = authToken?.reveal() ?? base64([username, password?.reveal()].join(':'));
  return {
    none: {},
    bearer: { Authorization: `Bearer ${token}` },
    basic: { Authorization: `Basic ${token}` },
    apikey: { 'X-API-Key': token },
  }[authType];
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

const credentials = ['authToken', 'username', 'password'] as const;
type Way = readonly (typeof credentials)[number][];
type Ways = readonly [Way, ...Way[]];
/** What each type needs; of two ways the first that was begun is meant. */
const needs: Readonly<Record<Auth['authType'], { readonly ways: Ways; readonly text: string }>> = {
  none: { ways: [[]], text: 'no credentials' },
  bearer: { ways: [['authToken']], text: 'a token' },
  basic: {
    ways: [['authToken'], ['username', 'password']],
    text: 'either a token, the base64 of user:password, or username and password',
  },
  apikey: { ways: [['authToken']], text: 'a token' },
};

/** What is missing for this type of authentication, and what is given and would not be used. */
export function authProblems(auth: Auth): OptionProblem[] {
  const { ways, text } = needs[auth.authType];
  const given = credentials.filter(name => auth[name] !== undefined);
  const meant = ways.find(way => way.some(name => given.includes(name))) ?? ways[0];
  const problem = (name: string, what: string) => ({
    path: [name],
    message: `${what}: authentication of type ${auth.authType} takes ${text}`,
  });
  return [
    ...meant.filter(name => !given.includes(name)).map(name => problem(name, 'is required')),
    ...given.filter(name => !meant.includes(name)).map(name => problem(name, 'is not used')),
    // No base64 holds a colon: that is the user name and the password as they are.
    ...(auth.authType === 'basic' && auth.authToken?.reveal().includes(':')
      ? [problem('authToken', 'is no base64')]
      : []),
  ];
}
