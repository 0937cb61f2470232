import { setTimeout as delay } from 'node:timers/promises';
import type { BackendProcess } from './__testUtils__/BackendProcess';
import { BackendWorld } from './__testUtils__/BackendWorld';
import { PostgresProcess } from './__testUtils__/PostgresProcess';
import { Pushes } from './__testUtils__/Pushes';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(180_000);

/** Less than the lease in `backend.ts`. */
const SHORT_MS = 1_000;

describe('a restart of PostgreSQL during a build', () => {
  let postgres: PostgresProcess;
  let world: BackendWorld;
  let backend: BackendProcess;
  let pushes: Pushes;

  beforeAll(async () => {
    postgres = await PostgresProcess.start();
    world = await BackendWorld.create({ kernels: 2, postgres: postgres.url });
    backend = await world.start();
    pushes = new Pushes(world.registry);
  });

  afterAll(async () => {
    await world?.stop();
    await postgres?.stop();
  });

  it('does not disturb it if PostgreSQL is back before the lease ends', async () => {
    const reached = world.gate.hold();
    const { id } = await world.request(backend, world.nextKernel());
    await reached;
    await postgres.stopServer();
    await delay(SHORT_MS);
    await postgres.startServer();
    expect(world.gate.waiting).toBe(1);
    world.gate.open();

    const { build, lines } = await backend.follow(id);
    expect(build).toMatchObject({
      state: 'succeeded',
      digest: await world.digestOf(build.kernel),
    });
    expect(pushes.of(build.kernel)).toEqual([build.digest]);
    expect(await world.interruptionsOf(build)).toBe(0);
    expect(lines.filter(line => line.startsWith('Verified: '))).toHaveLength(1);
    expect(await world.leftovers()).toEqual([]);
  });

  it('stops it, and runs it again, if PostgreSQL stays away longer', async () => {
    const reached = world.gate.hold();
    const { id } = await world.request(backend, world.nextKernel());
    await reached;
    await postgres.stopServer();
    await waitFor(
      'the worker continues without its lease',
      () => world.gate.waiting === 0,
    );
    expect(await world.leftovers()).toEqual([]);
    world.gate.open();
    await postgres.startServer();

    await waitFor(
      'the backend does not answer',
      async () =>
        (await backend.api.getBuild(id).catch(() => undefined)) !== undefined,
    );
    const { build } = await backend.follow(id);
    expect(build).toMatchObject({
      state: 'succeeded',
      digest: await world.digestOf(build.kernel),
    });
    expect(pushes.of(build.kernel)).toEqual([build.digest]);
    expect(await world.interruptionsOf(build)).toBe(1);
    expect(await world.leftovers()).toEqual([]);
  });
});
