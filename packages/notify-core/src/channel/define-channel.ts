import { z } from 'zod';
import { bounded } from './boundary.js';
import type { Channel, ChannelOptions, ChannelType, ConfigSchema, Definition, Http } from './channel.js';
import { failureOf } from './classify.js';
import type { Delivery } from '../delivery.js';
import type { Deadline } from './deadline.js';
import { deepFreeze } from '../freeze.js';
import type { Json } from '../json.js';
import { assertOptions, firstProblem } from '../problems.js';
import { keyedRates } from './rates.js';
import { scrubber } from './scrub.js';
import { mapSecrets, Secret, secretsOf } from '../secret.js';
import { templatesOption } from './template-option.js';
import { transport } from '../http/transport.js';
import { sourcesOf, wordsOf, type CompiledTemplates } from './words.js';

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
    assertOptions(type, secondArgument, more);
    const parsed = config.safeParse(options);
    if (!parsed.success) throw new TypeError(`${type}: ${firstProblem(parsed.error, config)}`);
    const { templates = {}, ...own } = parsed.data as { templates?: CompiledTemplates };
    return openChannel(definition, deepFreeze(own) as z.output<S>, templates, more);
  };
  return Object.assign(create, { type, label, config, rates, sizes, errors });
}

/** A misspelt `allow` must not pass for none. */
const secondArgument = z.strictObject({
  network: z.strictObject({ allow: z.array(z.string()).optional() }).optional(),
  dispatcher: z.custom(given => typeof (given as { dispatch?: unknown }).dispatch === 'function').optional(),
  clock: z.custom(given => typeof (given as { now?: unknown }).now === 'function').optional(),
  timeoutMs: z.number().positive().optional(),
});

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

  const scrub = scrubber(secretsOf(config));
  const classification = { ...definition, scrub };
  const attempt = async (delivery: Delivery, limit: Deadline) => {
    let status: number | undefined;
    const http: Http = async request => {
      const answer = await exchange(request, limit);
      const failure = failureOf(answer, classification, clock.now());
      if (failure) throw failure;
      status = answer.status;
      return answer;
    };
    const again = (other = delivery) => render(other, config);
    const receipt = await definition.send(delivery, {
      config,
      opened,
      http,
      now: () => clock.now(),
      render: again,
      get signal() {
        return limit.signal;
      },
    });
    return status === undefined ? receipt : Object.assign({ status }, receipt);
  };

  let closing: Promise<void> | undefined;
  const close = () => (closing ??= Promise.all([definition.shut?.(opened), closePool()]).then(() => undefined));
  return Object.freeze<Channel>({
    type,
    label,
    timeoutMs,
    rates: keyedRates(type, definition.rates, config),
    send: bounded(attempt, { label, timeoutMs, clock, scrub }),
    preview: delivery => JSON.parse(JSON.stringify(render(delivery, masked))) as Json,
    describe: () => JSON.parse(JSON.stringify({ ...masked, templates: sourcesOf(templates) })) as Json,
    close,
    [Symbol.asyncDispose]: close,
  });
}
