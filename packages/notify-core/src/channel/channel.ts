import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { TlsOptions } from '../http/connector.js';
import type { Delivery, Receipt, Send } from '../delivery.js';
import type { FailureCode } from '../errors.js';
import type { Answer, HttpRequest } from '../http/exchange.js';
import type { Json } from '../json.js';
import type { Escape, Size } from '../text.js';

/** A provider's limit. `scope` names the options whose values together are what is limited: ['botToken'], ['botToken', 'chatId']. */
export interface Rate {
  readonly scope: readonly string[];
  readonly perSecond?: number | undefined;
  readonly perMinute?: number | undefined;
  readonly perHour?: number | undefined;
  readonly burst?: number | undefined;
}
/** A rate with the hash of its scope's values: two channels with one key share the limit. */
export type KeyedRate = Rate & { readonly key: string };

/** One configured way out. */
export interface Channel extends AsyncDisposable {
  readonly type: string;
  readonly label: string;
  readonly rates: readonly KeyedRate[];
  /** Kept by `send` itself, so that no progress is lost to a race. */
  readonly timeoutMs: number;
  readonly send: Send;
  /** The exact native request, secrets masked; nothing is sent. */
  preview(delivery: Delivery): Json;
  /** The configuration, secrets masked. */
  describe(): Json;
  close(): Promise<void>;
}

/** What a provider's code means to us; `scope` where a rate limit is not the channel's own. */
export type Meaning = FailureCode | { readonly code: FailureCode; readonly scope?: readonly string[] | undefined };

/** 2xx without a provider's code resolves; everything else throws a DeliveryError whose `reason` is that code. */
export type Http = (request: HttpRequest) => Promise<Answer>;

/**
 * Title and message in this channel's markup: escaped text, or the user's template with what it inserts escaped.
 * Cutting to a size shortens what was inserted, never the author's markup.
 */
export interface Words {
  title(size?: Size): string;
  message(size?: Size): string;
}

export type ConfigSchema = z.ZodObject | z.ZodUnion<readonly z.ZodObject[]>;
type KeysOf<T> = T extends T ? keyof T & string : never;

/** What `open` may dial: pass `lookup` on, and ask `refuse` for literal addresses. */
export interface Net {
  readonly lookup: unknown;
  refuse(host: string): string | undefined;
}

/** What `send` is given beside the delivery. */
export interface Tools<S extends ConfigSchema, R extends object, O> {
  readonly config: z.output<S>;
  readonly http: Http;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly opened: O;
  render(delivery?: Delivery): R;
}

/** A channel type: how its options look, what its provider allows, and how a delivery becomes a request. */
export interface Definition<S extends ConfigSchema, R extends object, O> {
  readonly type: string;
  readonly label: string;
  /** At once the options' type, parser, JSON Schema, table, masking and list of secrets. */
  readonly config: S;
  readonly timeoutMs: number;
  /** Per field: a subject and a header block are plain text. */
  readonly escape: { readonly title: Escape; readonly message: Escape };
  /** A rate holds where all of its scope is set. */
  readonly rates: readonly (Omit<Rate, 'scope'> & { readonly scope: readonly KeysOf<z.output<S>>[] })[];
  readonly sizes: Readonly<Record<string, Size>>;
  /** The provider's own code, or the HTTP status as text where it gives none → ours. */
  readonly errors: Readonly<Record<string, Meaning>>;
  /** Reads that code, from a 2xx answer too. */
  readonly code?: (answer: Answer) => string | undefined;
  /** Beside the Retry-After header; the longer one holds. */
  readonly retryAfterMs?: (answer: Answer) => number | undefined;
  readonly tls?: (config: z.output<S>) => TlsOptions;
  /** What lives as long as the channel: an SMTP pool. */
  readonly open?: (config: z.output<S>, net: Net) => O;
  readonly shut?: (opened: O) => Promise<void>;
  /** Pure: the native request, or a list of them; an empty one where there is nothing to do; what only an answer can tell stands as ‹…›. */
  readonly render: (delivery: Delivery, config: z.output<S>, words: Words) => R;
  readonly send: (delivery: Delivery, tools: Tools<S, R, O>) => Promise<Omit<Receipt, 'at' | 'status'>>;
}

/** What a channel takes beside its options, the same for all. */
export interface ChannelOptions {
  /** Addresses, ranges and host names that may be dialled besides public ones; plain http is accepted only there. */
  readonly network?: { readonly allow?: readonly string[] | undefined } | undefined;
  /** An undici dispatcher to use instead of the channel's own pool. It resolves names itself: only literal addresses are guarded. */
  readonly dispatcher?: Dispatcher | undefined;
  readonly clock?: { now(): number } | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Liquid for title and message; without them both are plain text. */
export interface Templates {
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** Makes channels of one type. */
export interface ChannelType<S extends z.ZodType = z.ZodType> {
  (options: z.input<S> & { readonly templates?: Templates | undefined }, more?: ChannelOptions): Channel;
  readonly type: string;
  readonly label: string;
  /** With `templates`, which every channel has. */
  readonly config: z.ZodType;
  readonly rates: readonly Rate[];
  readonly sizes: Readonly<Record<string, Size>>;
  readonly errors: Readonly<Record<string, Meaning>>;
}
