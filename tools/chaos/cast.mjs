import { accepted, missing, produced } from './checker.mjs';
import { configurationOf } from './configuration.mjs';
import { readLedger } from './ledger.mjs';
import { freePort } from './ports.mjs';
import { startScript } from './processes.mjs';
import { openStore } from './stores.mjs';
import { openSystem } from './system.mjs';
import { until } from './until.mjs';
import { verify } from './verify.mjs';

/**
 * The processes of a round: sinks, a system over a store, producers. `channels`: by name `{ concurrency, behaviour, … }`.
 * Nothing but the sinks runs before it is started.
 */
export async function openCast(stage, { kind = 'notifier', channels, store, composed = {} }) {
  const place = store ?? (await openStore(stage));
  const sink = await startSink(stage, channels);
  const system = await addSystem({ kind, composed });
  const producers = [];

  return {
    ...place,
    sink,
    system,
    addSystem,
    produce,
    drained: timeoutMs => drained(system, timeoutMs),
    delivered: (ledger, timeoutMs = 30_000) => delivered(ledger, sink.ledger, timeoutMs),
    verify: (asked = system) =>
      verify({ system: asked, sink: sink.ledger, producers, channels: Object.keys(channels).length }),
  };

  async function addSystem({ kind, composed = {}, name, queue = place.queue }) {
    const port = await freePort();
    const config = configurationOf({ kind, port, queue, channels, sinkUrl: sink.url, composed });
    return openSystem(stage, { kind, config, name });
  }

  /** Starts a producer; `finished` resolves once each of its notifications is acknowledged. */
  async function produce(options) {
    const ledger = stage.file(`producer-${producers.length}.ledger`);
    producers.push(ledger);
    const prefix = `k${producers.length}`;
    const all = { url: system.url, channels: Object.keys(channels), prefix, seed: stage.seed, ledger, ...options };
    const { message, send } = await startScript(stage, 'producer-process.mjs', all);
    return { ledger, finished: message('finished'), stop: () => send({ stop: true }) };
  }
}

async function startSink(stage, channels) {
  const ledger = stage.file('sink.ledger');
  const behaviours = Object.fromEntries(
    Object.entries(channels).map(([name, { behaviour = {} }]) => [name, behaviour]),
  );
  const { ready, send, message } = await startScript(stage, 'sink-process.mjs', {
    ledger,
    seed: `${stage.seed} sink`,
    channels: behaviours,
  });
  return {
    url: `http://127.0.0.1:${ready.port}`,
    ledger,
    behave: (name, behaviour) => send({ behave: [name, behaviour] }),
    /** When the next one that comes is accepted. */
    nextAccepted() {
      send({ tellNext: true });
      return message('next');
    },
  };
}

/** Until nothing waits and nothing is on its way. */
function drained(system, timeoutMs) {
  const nothingWaits = async () => {
    const { queue } = await system.stats();
    return queue.queue + queue.retry + queue.in_flight === 0;
  };
  return until(nothingWaits, { timeoutMs, what: 'the queue is drained' });
}

/** Until the sinks have all that this producer was acknowledged. */
function delivered(producer, sink, timeoutMs) {
  const nothingIsMissing = async () => missing(produced(readLedger(producer)), accepted(readLedger(sink))).length === 0;
  return until(nothingIsMissing, { timeoutMs, what: 'everything is delivered', everyMs: 500 });
}
