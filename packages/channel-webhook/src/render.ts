import type { Delivery, HttpRequest, Json, Words } from '@helix/notify-core';
import { authHeaders } from './auth.js';
import type { WebhookConfig } from './channel.js';
import { withDefaults } from './headers.js';
import { webhookId } from './signature.js';

// Without a version: an upgrade of ours must not break a receiver's filter.
const userAgent = 'helix-notifications';

/** The request as it is sent, but for what depends on the time of the attempt. */
export function render(delivery: Delivery, config: WebhookConfig, words: Words): HttpRequest {
  const { method, url, payloadTemplate } = config;
  return {
    method,
    url: url.reveal(),
    headers: headersOf(delivery, config),
    body: payloadTemplate?.render(delivery) ?? payload(delivery, words),
  };
}

function payload({ priority, notification }: Delivery, words: Words): Json {
  const { type, metadata } = notification;
  return { title: words.title(), message: words.message(), type, priority, metadata };
}

function headersOf({ id }: Delivery, config: WebhookConfig): Record<string, string> {
  const own = Object.entries(config.headers).map(([name, value]) => [name, value.reveal()]);
  const defaults = { 'Content-Type': 'application/json', 'User-Agent': userAgent };
  return {
    ...withDefaults(defaults, Object.fromEntries(own) as Record<string, string>),
    ...authHeaders(config),
    'webhook-id': webhookId(id),
    ...(config.signingSecrets && { 'webhook-timestamp': '‹…›', 'webhook-signature': '‹…›' }),
  };
}
