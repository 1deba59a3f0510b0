import { z } from '@helix/notify-core';

// The URL parser drops line breaks and turns backslashes round, so that one would read another host than it dials.
const spelling = /^https?:\/\/[^\s\\]+$/i;

/** Where a webhook goes. Which hosts may be dialled, and whether by plain http, is decided when it is dialled. */
export const address = z
  .string()
  .refine(value => spelling.test(value) && URL.canParse(value), {
    error: 'must be an https or http address',
    abort: true,
  })
  .refine(value => !hasUserInfo(new URL(value)), 'must hold no user name: use basic authentication');

const hasUserInfo = ({ username, password }: URL) => username !== '' || password !== '';
