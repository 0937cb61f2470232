/** The options of one `--mount` of a step: `type=bind,target=/src` and the like. */
export type Mount = ReadonlyMap<string, string>;

/** Reads the value of a `--mount`. */
export function readMount(value: string): Mount {
  return new Map(
    value.split(',').map(option => {
      const [name, ...rest] = option.split('=');
      return [name.toLowerCase(), rest.join('=')];
    }),
  );
}
