import { provider, type Provider } from '../provider.js';
import type { ReceivedRequest } from '../received.js';
import type { Reply } from '../reply.js';
import { verifySignature } from './signature.js';

export interface MockWebhookOptions {
  /** Those that are accepted; others get 405. `['POST']`. */
  readonly methods?: readonly ('POST' | 'PUT' | 'PATCH')[] | undefined;
  /** A Standard Webhooks secret (`whsec_…`); with it, a request that is not signed with it gets 401. */
  readonly secret?: string | undefined;
}

export interface MockWebhook extends Provider {
  /** The parsed bodies of `requests()`; undefined where one is no JSON. */
  bodies(): readonly unknown[];
}

/** A receiver of generic webhooks: 200 for what is well-formed, otherwise 405, 401 or 400. Any path is its own. */
export async function mockWebhook(options: MockWebhookOptions = {}): Promise<MockWebhook> {
  const base = await provider({ answer: request => answerWebhook(request, options) });
  return {
    ...base,
    script: steps => base.script(steps.map(step => (step === 200 ? 'default' : step))),
    bodies: () => base.requests().map(({ json }) => json),
  };
}

function answerWebhook(request: ReceivedRequest, { methods = ['POST'], secret }: MockWebhookOptions): Reply {
  const { method, headers, body } = request;
  const allowed: readonly string[] = methods;
  if (!allowed.includes(method))
    return { ...refusal(405, 'method_not_allowed'), headers: { allow: allowed.join(', ') } };
  if (secret !== undefined && !verifySignature(headers, body, secret)) return refusal(401, 'invalid_signature');
  if (request.json === undefined && claimsJson(request)) return refusal(400, 'invalid_json');
  return { body: { ok: true } };
}

const refusal = (status: number, error: string): Reply => ({ status, body: { ok: false, error } });

const claimsJson = ({ headers }: ReceivedRequest) => (headers['content-type'] ?? 'application/json').includes('json');
