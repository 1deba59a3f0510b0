import type { Type } from '@helix/notify-core';

/** How a type looks: the sender's icon, a sign in the title (where Slack ignores the icon), the colour of the bar. */
export interface Look {
  readonly icon: string;
  readonly sign: string;
  readonly color: string;
}

export const looks: Readonly<Record<Type, Look>> = {
  info: { icon: ':information_source:', sign: 'ℹ️', color: '#2563EB' },
  success: { icon: ':white_check_mark:', sign: '✅', color: '#16A34A' },
  warning: { icon: ':warning:', sign: '⚠️', color: '#D97706' },
  error: { icon: ':x:', sign: '❌', color: '#DC2626' },
  alert: { icon: ':rotating_light:', sign: '🚨', color: '#991B1B' },
};
