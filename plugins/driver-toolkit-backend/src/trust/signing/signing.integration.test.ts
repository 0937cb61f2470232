import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  InMemoryContentCache,
  readDriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab } from '../../__testUtils__/lab';
import { publishImage } from '../../__testUtils__/publishImage';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import { RegistryDirectory } from '../../registries/RegistryDirectory';
import { createTestKey, encryptForCosign } from './__testUtils__/createTestKey';
import { verifySignatures } from './__testUtils__/verifySignatures';
import { signImage } from './signImage';

const PASSPHRASE = 'correct horse';

describe('signatures in the registry, as openssl verifies them', () => {
  const lab = readLab();
  const image = `${lab.registry}/sign-${randomUUID()}/driver-toolkit`;
  const reference = `${image}:1-1`;
  const ours = createTestKey();
  const theirs = createTestKey();
  let folder: string;
  let digest: string;
  let lines: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signing-'));
    await publishImage(lab, reference);
    const { registries } = settle();
    digest = await registries.digestOf(reference, AbortSignal.timeout(20_000));
  });

  beforeEach(() => {
    lines = [];
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** @param insecure - Plain HTTP, which the lab's registry wants. */
  function settle(insecure = true) {
    const config = readDriverToolkitConfig(
      new ConfigReader({
        driverToolkit: {
          imageRepositories: [
            {
              id: 'lab',
              image,
              push: true,
              insecure,
              signing: {
                keyFile: join(folder, 'key'),
                passphraseFile: join(folder, 'passphrase'),
              },
            },
          ],
        },
      }),
    );
    const cache = new InMemoryContentCache();
    return { config, registries: new RegistryDirectory(config, cache) };
  }

  async function sign(key: typeof ours, digests: string[], insecure = true) {
    const pem = encryptForCosign(key.privateKey, PASSPHRASE);
    await writeFile(join(folder, 'key'), pem);
    await writeFile(join(folder, 'passphrase'), PASSPHRASE);
    await signImage(
      {
        type: 'toolkit',
        repository: 'lab',
        imageReference: reference,
      } as ToolkitPlan,
      digests,
      {
        signal: AbortSignal.timeout(20_000),
        log: line => lines.push(line),
        retryDelays: [],
      },
      settle(insecure),
    );
  }

  it('verify only with the key that signed', async () => {
    await sign(ours, [digest]);

    expect(await verifySignatures(image, digest, ours.publicKey)).toEqual([
      { reference, digest },
    ]);
    expect(await verifySignatures(image, digest, theirs.publicKey)).toEqual([]);
  });

  it('stay when another key signs, and are not duplicated', async () => {
    await sign(theirs, [digest]);
    await sign(ours, [digest]);

    for (const { publicKey } of [ours, theirs]) {
      expect(await verifySignatures(image, digest, publicKey)).toEqual([
        { reference, digest },
      ]);
    }
  });

  it('exist for each digest', async () => {
    const parts = ['a', 'b'].map(part => `sha256:${part.repeat(64)}`);
    await sign(ours, parts);

    for (const part of parts) {
      expect(await verifySignatures(image, part, ours.publicKey)).toEqual([
        { reference, digest: part },
      ]);
    }
    expect(lines.map(line => line.split(' with key ')[0])).toEqual(
      parts.map(part => `Signed: ${reference}@${part}`),
    );
  });

  it('fail the build if the registry is not writable', async () => {
    await expect(sign(ours, [digest], false)).rejects.toMatchObject({
      name: 'BuildFailedError',
      message: expect.stringContaining(
        `${reference}@${digest} was pushed, but could not be signed: `,
      ),
    });
    expect(lines).toEqual([]);
  });
});
