import { Agent } from 'undici';
import { addressGuard } from './address-guard.js';
import type { ChannelOptions, Net } from '../channel/channel.js';
import { guardedConnector, type TlsOptions } from './connector.js';
import { exchange, type Exchange } from './exchange.js';

/** A channel's way to the network: its own guarded pool, or the dispatcher that its caller gave. */
export interface Transport {
  readonly exchange: Exchange;
  readonly net: Net;
  close(): Promise<void>;
}

/** Enough to saturate one receiver; more sockets would only meet its connection limit. */
const connectionsPerHost = 128;

export function transport({ network, dispatcher }: ChannelOptions, timeoutMs: number, tls?: TlsOptions): Transport {
  const guard = addressGuard(network?.allow);
  const net: Net = { lookup: guard.lookup(false), refuse: host => guard.refuse(host, false)?.message };
  if (dispatcher) {
    // It dials for itself: all that can be checked before is an address in the URL.
    const refuse = ({ hostname, protocol }: URL) => guard.refuse(hostname, protocol === 'http:');
    return { exchange: exchange(dispatcher, refuse), net, close: () => Promise.resolve() };
  }

  // The channel's deadline is the one time-out: undici's own would only add timers.
  const pool = new Agent({
    connect: guardedConnector(guard, timeoutMs, tls),
    connections: connectionsPerHost,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    exchange: exchange(pool),
    net, // Not `close`, which would wait for a connection that is still being opened.
    close: () => pool.destroy(),
  };
}
