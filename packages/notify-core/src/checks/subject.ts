import type { Channel, ChannelOptions, ChannelType } from '../channel/channel.js';
import type { Delivery } from '../delivery.js';
import { toNotification, type NotificationInput } from '../notification.js';
import { deliveryOf } from '../plan.js';

/** The runner's `it`: jest's, vitest's, node:test's. */
export type It = (name: string, check: () => Promise<void>) => void;

/** What one request of the mock gets: a status, a fault (`hang`, `reset`, `endless`), or a whole answer. */
export type MockStep =
  | number
  | string
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | object;
      readonly fault?: string;
    };

export interface MockRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The part of a mock provider that the checks use; `provider()` of @helix/testutil fits. */
export interface MockProvider {
  readonly url: string;
  requests(): readonly MockRequest[];
  count(): number;
  waitFor(n: number): Promise<unknown>;
  // `never`: a mock may accept further steps than the checks send.
  script(steps: readonly never[]): void;
  close(): Promise<void>;
}

/** A channel to be checked, and its provider's mock. */
export interface Subject<M extends MockProvider = MockProvider> {
  readonly it: It;
  readonly type: ChannelType;
  /** Starts the mock; each check has its own. */
  readonly start: () => Promise<M>;
  /** Options that lead to the mock, with `secret` as, or inside, every option that is a credential. */
  readonly options: (mock: M, secret: string) => object;
  /** The texts of one request by the names of the type's `sizes`; left out where it has none. */
  readonly texts?: (request: MockRequest) => Readonly<Record<string, readonly string[]>>;
  /** How the provider says one of the codes in the type's `errors`; codes that are HTTP statuses are said by the status. */
  readonly refusal?: (code: string) => MockStep;
}

const canary = 'canary-7f3a91c2d8';

/** Runs one check on a fresh channel and mock, and closes both. */
export async function withChannel<M extends MockProvider>(
  { type, start, options }: Subject<M>,
  check: (parts: { readonly channel: Channel; readonly mock: M; readonly secret: string }) => Promise<void>,
  more: ChannelOptions = {},
): Promise<void> {
  const mock = await start();
  const channel = type(options(mock, canary), { network: { allow: ['127.0.0.1'] }, ...more });
  try {
    await check({ channel, mock, secret: canary });
  } finally {
    // At once: a channel may wait for an answer that only the end of the mock ends.
    await Promise.all([channel.close(), mock.close()]);
  }
}

export function script(mock: MockProvider, ...steps: readonly MockStep[]): void {
  mock.script(steps as readonly never[]);
}

export function delivery(input: Partial<NotificationInput> = {}, priority: Delivery['priority'] = 'medium'): Delivery {
  const body = toNotification({ title: 'Disk full', message: 'No space left on /var', ...input });
  return deliveryOf({ id: body.id, body }, { lane: 'checked', priority });
}

export const never = (): AbortSignal => new AbortController().signal;
