import { z } from '@helix/notify-core';

/** The message that shows a trouble: what later notifications of its thread edit, or reply to. */
const handleSchema = z.object({
  /** Slack's id of the channel: messages cannot be edited by a channel's name. */
  channel: z.string(),
  ts: z.string(),
  /** The trouble is over: when it comes again, it is told in a new message. */
  resolved: z.boolean().default(false),
  /** Slack lets nobody edit it any more: what follows is a reply. */
  locked: z.boolean().default(false),
});

export type Handle = z.output<typeof handleSchema>;

/** Undefined where there is none, or one of another channel type. */
export function handleOf(value: unknown): Handle | undefined {
  return value === undefined ? undefined : handleSchema.safeParse(value).data;
}
