import { createHash } from 'node:crypto';
import type { KeyedRate, Rate } from './channel.js';
import { mapSecrets } from '../secret.js';

/** The rates that hold for this configuration: those whose whole scope is set, each with a hash of the values it limits. */
export function keyedRates(type: string, rates: readonly Rate[], config: object): KeyedRate[] {
  const values = config as Readonly<Record<string, unknown>>;
  return rates
    .filter(rate => rate.scope.every(name => values[name] !== undefined))
    .map(rate => ({ ...rate, key: keyOf([type, ...rate.scope, ...rate.scope.map(name => values[name])]) }));
}

/** A hash, so that a limiter shared through a store can be named without naming a token. */
function keyOf(parts: readonly unknown[]): string {
  const revealed = JSON.stringify(mapSecrets(parts, secret => secret.reveal()));
  return createHash('sha256').update(revealed).digest('hex').slice(0, 24);
}
