import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { answerUnreadable } from './answer-unreadable.js';

/** What a client reads whose connection failed like this. */
async function answerTo(code: string, { ended = false } = {}): Promise<string> {
  const server = createServer(socket => {
    if (ended) socket.end();
    answerUnreadable(Object.assign(new Error(code), { code }), socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  client.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  if (code === 'ECONNRESET') setImmediate(() => client.end());
  await once(client, 'close');
  server.close();
  return answer;
}

describe('a client that fails', () => {
  it('by being too slow is told so', async () => {
    const answer = await answerTo('ERR_HTTP_REQUEST_TIMEOUT');
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({
      type: 'about:blank',
      title: 'Invalid request',
      status: 408,
      detail: 'the request did not come whole in time',
      code: 'invalid_request',
    });
  });

  it('by being gone is told nothing', async () => {
    expect(await answerTo('ECONNRESET')).toBe('');
  });

  it('after its connection was ended is told nothing', async () => {
    expect(await answerTo('HPE_INVALID_METHOD', { ended: true })).toBe('');
  });
});
