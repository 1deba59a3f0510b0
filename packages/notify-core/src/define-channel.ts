import { z } from 'zod';
import type { Channel, ChannelOptions, ChannelType, ConfigSchema, Definition } from './channel.js';
import { failureOf } from './classify.js';
import { deadline } from './deadline.js';
import type { Delivery, Receipt, Send } from './delivery.js';
import { DeliveryError } from './errors.js';
import { deepFreeze } from './freeze.js';
import type { Json } from './notification.js';
import { firstProblem } from './problems.js';
import { keyedRates } from './rates.js';
import { maskUrls, scrubber } from './scrub.js';
import { mapSecrets, Secret, secretsOf } from './secret.js';
import { templatesOption } from './template-option.js';
import { transportError } from './transport-error.js';
import { transport } from './transport.js';
import { wordsOf, type CompiledTemplates } from './words.js';

/**
 * Makes a channel type of its definition. Adds what every channel has: the `templates` option, parsing and freezing,
 * the time-out, the guarded transport; turns anything thrown into a DeliveryError and scrubs secrets from it once, here.
 */
export function defineChannel<S extends ConfigSchema, R extends object, O = undefined>(
  definition: Definition<S, R, O>,
): ChannelType<S> {
  const { type, label, rates, sizes, errors } = definition;
  const config = withTemplates(definition.config);
  const create = (options: unknown, more: ChannelOptions = {}) => {
    const parsed = config.safeParse(options);
    if (!parsed.success) throw new TypeError(`${type}: ${firstProblem(parsed.error)}`);
    const { templates = {}, ...own } = parsed.data as { templates?: CompiledTemplates };
    return openChannel(definition, deepFreeze(own) as z.output<S>, templates, more);
  };
  return Object.assign(create, { type, label, config, rates, sizes, errors });
}

function withTemplates(schema: ConfigSchema): z.ZodType {
  if ('shape' in schema) return schema.extend({ templates: templatesOption });
  return z.union(schema.options.map(branch => branch.extend({ templates: templatesOption })));
}

function openChannel<S extends ConfigSchema, R extends object, O>(
  definition: Definition<S, R, O>,
  config: z.output<S>,
  templates: CompiledTemplates,
  more: ChannelOptions,
): Channel {
  const { type, label, escape } = definition;
  const { timeoutMs = definition.timeoutMs, clock = Date } = more;
  const { exchange, net, close: closePool } = transport(more, timeoutMs, definition.tls?.(config));
  const opened = definition.open?.(config, net) as O;
  const masked = deepFreeze(mapSecrets(config, secret => new Secret(String(secret), String(secret)))) as z.output<S>;
  const render = (delivery: Delivery, shown: z.output<S>) =>
    definition.render(delivery, shown, wordsOf(delivery, escape, templates));

  const attempt = (delivery: Delivery, signal: AbortSignal) =>
    definition.send(delivery, {
      config,
      signal,
      opened,
      now: () => clock.now(),
      render: (other = delivery) => render(other, config),
      async http(request) {
        const answer = await exchange(request, signal);
        const failure = failureOf(answer, definition, clock.now());
        if (failure) throw failure;
        return answer;
      },
    });

  let closing: Promise<void> | undefined;
  const close = () => (closing ??= Promise.all([definition.shut?.(opened), closePool()]).then(() => undefined));
  return Object.freeze<Channel>({
    type,
    label,
    timeoutMs,
    rates: keyedRates(type, definition.rates, config),
    send: guarded(attempt, { label, timeoutMs, clock, secrets: secretsOf(config) }),
    preview: delivery => JSON.parse(JSON.stringify(render(delivery, masked))) as Json,
    describe: () => JSON.parse(JSON.stringify(masked)) as Json,
    close,
    [Symbol.asyncDispose]: close,
  });
}

interface Boundary {
  readonly label: string;
  readonly timeoutMs: number;
  readonly clock: { now(): number };
  readonly secrets: readonly string[];
}
type Attempt = (delivery: Delivery, signal: AbortSignal) => Promise<Omit<Receipt, 'at'>>;

/** The boundary of every channel: its deadline, the time of the receipt, and what may leave it. */
function guarded(attempt: Attempt, { label, timeoutMs, clock, secrets }: Boundary): Send {
  const scrub = scrubber(secrets);
  return async (delivery, outer) => {
    const { signal, clear } = deadline(outer, timeoutMs);
    try {
      if (signal.aborted) throw transportError(signal.reason);
      const receipt = await attempt(delivery, signal);
      return { ...scrub(receipt), at: new Date(clock.now()).toISOString() };
    } catch (thrown) {
      throw scrubbed(asDeliveryError(thrown, signal), label, scrub);
    } finally {
      clear();
    }
  };
}

function asDeliveryError(thrown: unknown, signal: AbortSignal): DeliveryError {
  if (DeliveryError.is(thrown)) return thrown;
  if (signal.aborted) return transportError(signal.reason);
  return new DeliveryError(
    'internal',
    thrown instanceof Error ? thrown.message : 'something that is no error was thrown',
  );
}

/** A copy without secrets, and without the cause: a raw error may hold the whole address. */
function scrubbed(error: DeliveryError, label: string, scrub: <T>(value: T) => T): DeliveryError {
  const { code, message, status, retryAfterMs, scope, reason, progress, handle } = error;
  const details = { status, retryAfterMs, scope, ...scrub({ reason, progress, handle }) };
  const known = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
  return new DeliveryError(code, scrub(maskUrls(`${label}: ${message}`)), known);
}
