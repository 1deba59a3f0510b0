// What a script needs that runs as a process of its own beside the one that started it.

/** What it was started with. */
export const options = JSON.parse(process.argv[2]);

/** Tells its starter, by a name: `{ ready: … }` once it is. */
export const tell = message => process.send(message);

/** Calls the function of this name whenever the starter sends `{ name: argument }`. Nobody outlives the starter. */
export function obey(functions) {
  process.on('message', message => {
    for (const [name, argument] of Object.entries(message)) functions[name](argument);
  });
  process.on('disconnect', () => process.exit());
}
