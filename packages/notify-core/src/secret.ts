import { inspect } from 'node:util';
import type { z } from 'zod';

const tag = Symbol.for('helix.Secret');

/** Shows only its mask wherever it is printed; its value is revealed to `send` alone. */
export class Secret {
  readonly #value: string;
  readonly #mask: string;
  readonly [tag] = true;

  constructor(value: string, mask = '***') {
    this.#value = value;
    this.#mask = mask;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return this.#mask;
  }
  toJSON(): string {
    return this.#mask;
  }
  [inspect.custom](): string {
    return this.#mask;
  }

  /** By a tag and not by class, since copies of this package meet in one process. */
  static is(value: unknown): value is Secret {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[tag] === true;
  }
}

/** An option that is a secret. `mask`: what preview and describe show instead, `***` where it is left out. */
export function secret<S extends z.ZodType<string, string>>(schema: S, mask: (value: string) => string = () => '***') {
  return schema.transform((value: string) => new Secret(value, mask(value))).meta({ secret: true });
}

/** The mask of an address: its origin, and `***` for the path, which is the credential. */
export function maskUrl(value: string): string {
  return URL.canParse(value) ? `${new URL(value).origin}/***` : '***';
}

/** A copy of a configuration in which each secret, wherever it stands, has been replaced. */
export function mapSecrets(value: unknown, replace: (secret: Secret) => unknown): unknown {
  if (Secret.is(value)) return replace(value);
  if (Array.isArray(value)) return value.map(item => mapSecrets(item, replace));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapSecrets(item, replace)]));
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Every secret's value in a configuration. */
export function secretsOf(config: unknown): string[] {
  const found: string[] = [];
  mapSecrets(config, secret => found.push(secret.reveal()));
  return found;
}
