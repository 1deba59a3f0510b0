import { request } from 'undici';

const headers = { 'content-type': 'application/json' };

/** The bare request with what a careful caller gives it: a signal and a time-out. */
export async function post(dispatcher, url, body) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 10_000);
  const answer = await request(url, { dispatcher, method: 'POST', headers, body, signal: controller.signal });
  const text = await answer.body.text();
  clearTimeout(timer);
  if (answer.statusCode !== 200 || text !== 'ok') throw new Error(`the sink answered ${answer.statusCode}`);
}
