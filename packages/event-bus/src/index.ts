export { createEventBus, type EventBus } from './bus.js';
export { createEvent, type BusEvent, type EventOptions } from './create-event.js';
export * from './events.js';
export { getGlobalBus, setGlobalBus } from './global.js';
export type { EventBusOptions } from './options.js';
export { compilePattern, type Matcher } from './pattern.js';
export type { EventFor, EventOf } from './typed-pattern.js';
export type { Unsubscribe } from './unsubscribe.js';
