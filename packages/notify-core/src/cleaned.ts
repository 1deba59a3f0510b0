import { DeliveryError } from './errors.js';
import { mapStrings } from './map-strings.js';
import { clean } from './text.js';

/**
 * A notification's or event's texts, once, where it begins: providers refuse broken Unicode and NUL, terminals obey
 * control characters. Throws a DeliveryError `invalid_request` where it is nested too deep to be written as JSON.
 */
export function cleaned<T>(what: string, value: T): T {
  try {
    return mapStrings(value, clean);
  } catch (error) {
    throw new DeliveryError('invalid_request', `${what}: ${(error as Error).message}`);
  }
}
