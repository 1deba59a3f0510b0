import { createEventBus, type EventBus } from './bus.js';
import type { Catalogue } from './events.js';

// On globalThis by a shared symbol, so that the ESM and the CJS copy of this package have one bus and not two.
const key: unique symbol = Symbol.for('@helix/event-bus/global');
const globals = globalThis as { [key]?: unknown };

/** The bus of the process: what `setGlobalBus` set, else an async one made when it is first asked for. `Events` is the caller's word. */
export function getGlobalBus<Events extends Record<keyof Events, object> = Catalogue>(): EventBus<Events> {
  globals[key] ??= createEventBus();
  return globals[key] as EventBus<Events>;
}

/** Replaces the bus of the process. Who subscribed to the earlier one stays there. */
export function setGlobalBus<Events extends Record<keyof Events, object>>(bus: EventBus<Events>): void {
  globals[key] = bus;
}
