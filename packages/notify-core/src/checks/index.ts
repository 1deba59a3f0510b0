export { channelChecks } from './channel-checks.js';
export { httpChecks } from './http-checks.js';
export type { It, MockProvider, MockRequest, MockStep, Subject } from './subject.js';
