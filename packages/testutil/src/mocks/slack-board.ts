/** A message as it now stands, after its updates: what was posted, with `ts` and the channel's id. */
export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly text?: string;
  readonly blocks?: unknown;
  readonly thread_ts?: string;
  readonly [field: string]: unknown;
}

export interface SlackBoard {
  post(channel: string, message: object): SlackMessage;
  /** Undefined where that channel has no message of that `ts`. */
  update(channel: string, ts: string, message: object): SlackMessage | undefined;
  messages(): readonly SlackMessage[];
  clear(): void;
}

const maxMessages = 10_000;

/** Where the mock Slack keeps its messages, the last 10,000, by `ts`. */
export function slackBoard(): SlackBoard {
  const messages = new Map<string, SlackMessage>();
  let posted = 0;

  function keep(message: SlackMessage): SlackMessage {
    messages.set(message.ts, message);
    const [oldest] = messages.keys();
    if (messages.size > maxMessages && oldest !== undefined) messages.delete(oldest);
    return message;
  }

  return {
    post(channel, message) {
      posted += 1;
      // As Slack's own: seconds, and six digits that tell messages of one second apart.
      return keep({ ...message, channel, ts: `1700000000.${String(posted).padStart(6, '0')}` });
    },
    update(channel, ts, message) {
      const earlier = messages.get(ts);
      return earlier?.channel === channel ? keep({ ...earlier, ...message, channel, ts }) : undefined;
    },
    messages: () => [...messages.values()],
    clear: () => messages.clear(),
  };
}
