import { slack } from '@helix/channel-slack';
import { webhook } from '@helix/channel-webhook';
import type { ChannelType } from '@helix/notify-core';

/** The channel types that the notifier knows. A further one is a word here. */
export const channelTypes: readonly ChannelType[] = [slack, webhook];
