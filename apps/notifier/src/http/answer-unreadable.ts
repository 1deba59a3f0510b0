import type { Socket } from 'node:net';
import { connectionLimits } from './limits.js';
import { problemShape } from './problem.js';

const tooSlow = { status: 408, title: 'Request Timeout', detail: 'the request did not come whole in time' };
const tooLong = {
  status: 431,
  title: 'Request Header Fields Too Large',
  detail: `the headers are larger than ${connectionLimits.maxHeaderSize / 1024} KiB`,
};
const unreadable = { status: 400, title: 'Bad Request', detail: 'this is not a request in HTTP/1.1' };
const byCode: Readonly<Record<string, typeof tooSlow>> = {
  ERR_HTTP_REQUEST_TIMEOUT: tooSlow,
  HPE_HEADER_OVERFLOW: tooLong,
};

/** Answers what never became a request, and ends its connection: nobody knows where the next one would begin. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, title, detail } = byCode[String(error.code)] ?? unreadable;
  const body = JSON.stringify(problemShape('invalid_request', detail, status));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
