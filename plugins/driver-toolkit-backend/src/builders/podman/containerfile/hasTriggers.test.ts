import { createHash } from 'node:crypto';
import { pack } from 'tar-stream';
import type { Podman } from '../process/Podman';
import { hasTriggers } from './hasTriggers';

const { signal } = new AbortController();
const idOf = (content: string) =>
  createHash('sha256').update(content).digest('hex');

/** A podman that saves an archive with these files. */
function saving(files: Record<string, string>, exitCode = 0) {
  const run = async ({ onOutput }: Parameters<Podman['run']>[0]) => {
    const archive = pack();
    for (const [name, content] of Object.entries(files)) {
      archive.entry({ name }, content);
    }
    archive.finalize();
    await onOutput!(archive as never);
    return { exitCode, stderr: 'it did not work' };
  };
  return { run } as Podman;
}

function find(configuration: string) {
  const id = idOf(configuration);
  return hasTriggers(
    saving({
      layer: 'x',
      [`${id}.json`]: configuration,
      'manifest.json': '[]',
    }),
    id,
    signal,
  );
}

describe('hasTriggers', () => {
  // Go ignores the case of JSON's keys, and reads both of two equal keys.
  it.each([
    '{"config":{"OnBuild":["RUN ls"]}}',
    '{"config":{"onbuild" : ["RUN ls"]}}',
    '{"config":{"\\u004fnBuil\\u0064":["RUN ls"]}}',
    '{"config":{"OnBuild":["RUN ls"]},"config":{}}',
    '{"config":{"OnBuild":[],"ONBUILD":["RUN ls"]}}',
    '{"config":{"OnBuild":"RUN ls"}}',
  ])('finds them in %s', async configuration => {
    expect(await find(configuration)).toBe(true);
  });

  it.each([
    '{"config":{"OnBuild":null}}',
    '{"config":{"OnBuild":[ ]}}',
    '{"config":{"Env":["A=1"]},"history":[{"created_by":"ONBUILD RUN ls"}]}',
    '{}',
  ])('finds none in %s', async configuration => {
    expect(await find(configuration)).toBe(false);
  });

  it('reads only the file that the id names', async () => {
    await expect(
      hasTriggers(saving({ 'a.json': '{}' }), idOf('{"other":1}'), signal),
    ).rejects.toThrow('could not be read: it did not work');
  });

  it('trusts no output if podman failed', async () => {
    const id = idOf('{}');
    await expect(
      hasTriggers(saving({ [`${id}.json`]: '{}' }, 125), id, signal),
    ).rejects.toThrow('could not be read');
  });
});
