import type { Meaning } from '@helix/notify-core';

/**
 * Answers that mean something else here than their status says by itself. 403 is not among them: a firewall answers it to the text
 * of a single message, which must not stop the channel, so that such a message is a dead letter and the next one is tried.
 */
export const errors: Readonly<Record<string, Meaning>> = {
  // The receiver still works on an earlier attempt of the same webhook-id.
  409: 'server_error',
  // Standard Webhooks: the endpoint wants no more, until a person changes the address.
  410: 'misconfigured',
};
