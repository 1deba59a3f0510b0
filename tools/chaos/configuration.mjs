/**
 * The configuration of a system, for the notifier or for the composed one. A channel is described as
 * `{ concurrency, timeoutMs, perSecond?, maxAttempts?, yaml? }`; all are webhooks to the sink, each to its own path.
 */
export function configurationOf({ kind, port, queue, channels, sinkUrl, composed }) {
  const entry = kind === 'notifier' ? ofNotifier : ofComposed;
  const described = Object.entries(channels).map(([name, channel]) => [name, entry(`${sinkUrl}/${name}`, channel)]);
  const config = {
    server: { host: '127.0.0.1', port },
    queue,
    network: { allow: ['127.0.0.1'] },
    notifications: { channels: Object.fromEntries(described), rules: [] },
  };
  return kind === 'notifier' ? config : { ...config, composed };
}

const ofNotifier = (url, { concurrency, timeoutMs = 5_000, yaml = {} }) => ({
  type: 'webhook',
  url,
  concurrency,
  timeout: `${timeoutMs}ms`,
  ...yaml,
});

const ofComposed = (url, { concurrency, timeoutMs, perSecond, maxAttempts }) => ({
  url,
  timeoutMs,
  maxAttempts,
  lane: { concurrency, ...(perSecond && { rates: [{ scope: [], key: url, perSecond, burst: 1 }] }) },
});
