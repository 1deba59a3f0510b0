import type * as Package from './index.js';

/** A copy of the package with modules of its own, as the ESM and the CJS build are when both are loaded. */
function copyOfPackage(): typeof Package {
  let copy: typeof Package | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof Package>('./index.js');
  });
  return copy!;
}
const login = (copy: typeof Package) => copy.createEvent('user.login', { user_id: 'u' }, { source: 'test' });

describe('the global bus', () => {
  const esm = copyOfPackage();
  const cjs = copyOfPackage();

  it('is one, and async, for two copies of the package', async () => {
    expect(esm.getGlobalBus).not.toBe(cjs.getGlobalBus);
    const heard: string[] = [];
    const unsubscribe = esm.getGlobalBus().subscribe('user.*', event => void heard.push(event.type));
    const published = cjs.getGlobalBus().publish(login(cjs));
    expect(heard).toEqual([]);
    await published;
    await esm.getGlobalBus().drain();
    unsubscribe();
    expect(heard).toEqual(['user.login']);
  });

  it('can be replaced, for both', () => {
    const bus = cjs.createEventBus<{ 'order.paid': { total: number } }>({ mode: 'sync' });
    cjs.setGlobalBus(bus);
    expect(esm.getGlobalBus<{ 'order.paid': { total: number } }>()).toBe(bus);
    expect(cjs.getGlobalBus()).toBe(bus);
  });
});
