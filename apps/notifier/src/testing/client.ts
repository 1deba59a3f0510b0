import { call, type Called, type CallOptions } from './call.js';
import { until } from './until.js';

/** A running notifier, as a client sees it. */
export interface Client {
  readonly url: string;
  call(path: string, options?: CallOptions): Promise<Called>;
  /** The notification, as soon as it is as wanted; by default once nothing of it is under way. */
  when(id: string, isWanted?: (entry: Called['json']) => boolean): Promise<Called['json']>;
}

const isFinished = ({ state }: { readonly state: string }) => state !== 'pending';

export function clientOf(url: string): Client {
  const callIt = (path: string, options?: CallOptions) => call(`${url}${path}`, options);
  return {
    url,
    call: callIt,
    when: (id, isWanted = isFinished) =>
      until<unknown>(async () => (await callIt(`/v1/notifications/${id}`)).json, isWanted),
  };
}
