import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { driverEntity } from '../__testUtils__/driverEntity';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { aVerdict } from '../database/records/__testUtils__/aVerdict';
import { AccessBench } from './__testUtils__/AccessBench';

jest.setTimeout(60_000);

const NIC = 'component:default/nic';
const KERNEL = '5.14.0-391.el9';

describe.each(databases.eachSupportedId())('ReadableVerdicts, %s', id => {
  let knex: Knex;
  let bench: AccessBench;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    bench = new AccessBench(knex, [
      driverEntity('nic', {
        image: 'registry.example.com/nic',
        location: 'https://forge.example.com/drivers/nic/',
      }),
    ]);
  });

  afterEach(() => knex.destroy());

  async function build(requestedBy: string): Promise<string> {
    const { build: created } = await bench.builds.create(
      {
        type: 'driver',
        entityRef: NIC,
        source: requestedBy.split('/')[1],
        kernel: KERNEL,
      },
      bench.caller.credentials,
      requestedBy,
    );
    return created.id;
  }

  async function judge(buildId: string, requestedBy: string) {
    await bench.verdicts.keep(
      { buildId, requestedBy, imageReference: 'registry.example.com/nic:1' },
      aVerdict({ entityRef: NIC }),
    );
  }

  const requestedBy = (requester: string): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'driver-toolkit',
    resourceType: 'driver-toolkit-build',
    conditions: {
      rule: 'IS_BUILD_REQUESTER',
      resourceType: 'driver-toolkit-build',
      params: { requesters: [requester] },
    },
  });

  it('shows the verdicts of the builds that a caller may read', async () => {
    const { readableVerdicts } = bench.access;
    const [ofAda, ofBen] = [
      await build('user:default/ada'),
      await build('user:default/ben'),
    ];
    await judge(ofAda, 'user:default/ada');
    await judge(ofBen, 'user:default/ben');
    const list = async () =>
      (
        await readableVerdicts.list({ symbol: 'kfree' }, bench.caller)
      ).items.map(({ buildId }) => buildId);
    expect(await list()).toEqual([ofBen, ofAda]);

    bench.decision = requestedBy('user:default/ada');
    expect(await list()).toEqual([ofAda]);
    expect(await readableVerdicts.ofBuild(ofAda, bench.caller)).toMatchObject({
      buildId: ofAda,
    });
    await expect(readableVerdicts.ofBuild(ofBen, bench.caller)).rejects.toThrow(
      `There is no build ${ofBen}`,
    );
  });

  it('distinguishes a build without a verdict from one that does not exist', async () => {
    const { readableVerdicts } = bench.access;
    const buildId = await build('user:default/ada');
    expect(await readableVerdicts.ofBuild(buildId, bench.caller)).toBe(
      undefined,
    );
    await expect(
      readableVerdicts.ofBuild('none', bench.caller),
    ).rejects.toThrow('There is no build none');
  });

  it('shows nothing to a caller who may read no builds', async () => {
    const { readableVerdicts } = bench.access;
    const buildId = await build('user:default/ada');
    await judge(buildId, 'user:default/ada');
    bench.deny();
    const refusal = 'you need the permission driver-toolkit.build.read';
    await expect(readableVerdicts.list({}, bench.caller)).rejects.toThrow(
      refusal,
    );
    await expect(
      readableVerdicts.ofBuild(buildId, bench.caller),
    ).rejects.toThrow(refusal);
  });
});
