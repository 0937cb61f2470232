import { createHash, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  readDriverToolkitConfig,
  type ImageSignature,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { DriverPlan, ToolkitPlan } from '../../plans/BuildPlan';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import { createTestKey, encryptForCosign } from './__testUtils__/createTestKey';
import { checkSigningKeys } from './checkSigningKeys';
import { signImage } from './signImage';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PLATFORM = `sha256:${'cd'.repeat(32)}`;
const PASSPHRASE = 'correct horse';
const toolkitPlan = {
  type: 'toolkit',
  repository: 'registry',
  imageReference: 'registry.example.com/dtk/driver-toolkit:1-1',
} as ToolkitPlan;
const driverPlan = (image: string) =>
  ({ type: 'driver', imageReference: `${image}:1-1` } as DriverPlan);

describe('signImage', () => {
  let folder: string;
  let lines: string[];
  let signed: {
    reference: string;
    digest: string;
    signature: ImageSignature;
  }[];
  let controller: AbortController;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sign-image-'));
    lines = [];
    signed = [];
    controller = new AbortController();
    await writeFile(join(folder, 'passphrase'), PASSPHRASE);
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** @returns the public key */
  async function writeKey(name: string): Promise<string> {
    const { privateKey, publicKey } = createTestKey();
    const pem = encryptForCosign(privateKey, PASSPHRASE);
    await writeFile(join(folder, name), pem);
    return publicKey;
  }

  function configWith(keys: {
    toolkit?: string;
    drivers?: string;
    gpu?: string;
  }) {
    const signing = (key?: string) =>
      key && {
        signing: {
          keyFile: join(folder, key),
          passphraseFile: join(folder, 'passphrase'),
        },
      };
    return readDriverToolkitConfig(
      new ConfigReader({
        driverToolkit: {
          imageRepositories: [
            {
              id: 'registry',
              image: 'registry.example.com/dtk/driver-toolkit',
              push: true,
              ...signing(keys.toolkit),
            },
          ],
          drivers: {
            repositories: [
              { prefix: 'registry.example.com/drv', ...signing(keys.drivers) },
              { prefix: 'registry.example.com/drv/gpu', ...signing(keys.gpu) },
            ],
          },
        },
      }),
    );
  }

  const accept: RegistryDirectory['sign'] = async (image, signature) => {
    signed.push({ ...image, signature });
    return { digest: '' };
  };

  const run = (
    keys: Parameters<typeof configWith>[0],
    options: {
      plan?: ToolkitPlan | DriverPlan;
      digests?: string[];
      sign?: RegistryDirectory['sign'];
    } = {},
  ) =>
    signImage(
      options.plan ?? toolkitPlan,
      options.digests ?? [DIGEST],
      {
        signal: controller.signal,
        log: line => lines.push(line),
        retryDelays: [1],
      },
      {
        config: configWith(keys),
        registries: { sign: options.sign ?? accept },
      },
    );

  const isSignedWith = (
    publicKey: string,
    { content, annotations }: ImageSignature,
  ) =>
    verify(
      'sha256',
      content,
      publicKey,
      Buffer.from(annotations['dev.cosignproject.cosign/signature'], 'base64'),
    );

  it('signs a digest with its tag', async () => {
    const publicKey = await writeKey('key');

    await run({ toolkit: 'key' });

    const [{ reference, digest, signature }] = signed;
    expect([reference, digest]).toEqual([toolkitPlan.imageReference, DIGEST]);
    expect(signature).toMatchObject({
      kind: 'signature',
      type: 'application/vnd.dev.cosign.simplesigning.v1+json',
    });
    expect(JSON.parse(signature.content.toString())).toEqual({
      critical: {
        identity: { 'docker-reference': toolkitPlan.imageReference },
        image: { 'docker-manifest-digest': DIGEST },
        type: 'cosign container image signature',
      },
      optional: { creator: 'driver-toolkit' },
    });
    expect(isSignedWith(publicKey, signature)).toBe(true);
  });

  it('signs each digest, and says with which key', async () => {
    const publicKey = await writeKey('key');
    const [, body] = publicKey.split('-----BEGIN PUBLIC KEY-----');
    const fingerprint = createHash('sha256')
      .update(Buffer.from(body.replace(/-----.*/, ''), 'base64'))
      .digest('hex');

    await run({ toolkit: 'key' }, { digests: [DIGEST, PLATFORM] });

    expect(signed.map(({ digest }) => digest)).toEqual([DIGEST, PLATFORM]);
    expect(lines).toEqual(
      [DIGEST, PLATFORM].map(
        digest =>
          `Signed: ${toolkitPlan.imageReference}@${digest} with key sha256:${fingerprint}`,
      ),
    );
  });

  it('signs nothing if no key is configured', async () => {
    await writeKey('key');
    await run({ drivers: 'key', gpu: 'key' });
    await run(
      { toolkit: 'key' },
      { plan: driverPlan('registry.example.com/drv/net') },
    );
    await run(
      { toolkit: 'key', drivers: 'key' },
      { plan: driverPlan('registry.example.com/other/net') },
    );

    expect(signed).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('signs a driver with the key of its longest prefix', async () => {
    const drivers = await writeKey('drivers');
    const gpu = await writeKey('gpu');
    const keys = { drivers: 'drivers', gpu: 'gpu' };

    await run(keys, { plan: driverPlan('registry.example.com/drv/gpu/a') });
    await run(keys, { plan: driverPlan('registry.example.com/drv/gpu-b') });

    expect(signed.map(({ signature }) => isSignedWith(gpu, signature))).toEqual(
      [true, false],
    );
    expect(isSignedWith(drivers, signed[1].signature)).toBe(true);
  });

  it('uses a replaced key', async () => {
    await writeKey('key');
    const config = { toolkit: 'key' };
    await checkSigningKeys(configWith(config));
    const rotated = await writeKey('key');

    await run(config);

    expect(isSignedWith(rotated, signed[0].signature)).toBe(true);
  });

  it('recognises its own signature, although its bytes vary', async () => {
    await writeKey('key');
    const known: boolean[] = [];
    const sign: RegistryDirectory['sign'] = async (
      _,
      signature,
      { isSigned },
    ) => {
      signed.push({ reference: '', digest: '', signature });
      known.push(isSigned(signed[0].signature.annotations), isSigned({}));
      return { digest: '' };
    };

    await run({ toolkit: 'key' }, { sign });
    await run({ toolkit: 'key' }, { sign });
    await writeKey('key');
    await run({ toolkit: 'key' }, { sign });

    const [first, second, third] = signed.map(({ signature }) => signature);
    expect(second.content).toEqual(first.content);
    expect(second.annotations).not.toEqual(first.annotations);
    expect(third.content).toEqual(first.content);
    expect(known).toEqual([true, false, true, false, false, false]);
  });

  it('retries if the registry is unreachable', async () => {
    await writeKey('key');
    let attempts = 0;
    await run(
      { toolkit: 'key' },
      {
        sign: async (...call) => {
          attempts += 1;
          if (attempts === 1) {
            throw new ServiceUnavailableError(
              'registry.example.com is unreachable',
            );
          }
          return accept(...call);
        },
      },
    );

    expect(signed).toHaveLength(1);
    expect(lines[0]).toBe(
      'Signing the image failed and will be retried: registry.example.com is unreachable',
    );
    expect(lines.at(-1)).toMatch(/^Signed: /);
  });

  it('fails the build if the registry refuses it', async () => {
    await writeKey('key');

    await expect(
      run(
        { toolkit: 'key' },
        {
          sign: async () => {
            throw new Error('registry.example.com answered 403');
          },
        },
      ),
    ).rejects.toMatchObject({
      name: 'BuildFailedError',
      message: `${toolkitPlan.imageReference}@${DIGEST} was pushed, but could not be signed: registry.example.com answered 403`,
      transient: false,
    });
    expect(lines).toEqual([]);
  });

  it.each([
    [
      'is gone',
      async () => rm(join(folder, 'key')),
      'keyFile is the path of a file that cannot be read (ENOENT)',
    ],
    [
      'has another passphrase',
      async () => writeFile(join(folder, 'passphrase'), 'another one'),
      'passphraseFile has the wrong passphrase for the key',
    ],
  ])('fails the build if the key %s', async (_, damage, reason) => {
    await writeKey('key');
    await damage();

    const failure = run({ toolkit: 'key' });

    await expect(failure).rejects.toThrow(
      `${toolkitPlan.imageReference}@${DIGEST} was pushed, but could not be signed: driverToolkit.imageRepositories[0].signing.${reason}`,
    );
    await expect(failure).rejects.not.toThrow(folder);
    expect(signed).toEqual([]);
  });

  it('stops with the build', async () => {
    await writeKey('key');
    const stopped = run(
      { toolkit: 'key' },
      {
        sign: async (_image, _signature, { signal }) => {
          controller.abort(new Error('cancelled'));
          signal.throwIfAborted();
          return { digest: '' };
        },
      },
    );
    await expect(stopped).rejects.toThrow('cancelled');
    expect(lines).toEqual([]);
  });

  describe('checked at start', () => {
    it('accepts valid keys', async () => {
      await writeKey('key');
      await expect(
        checkSigningKeys(configWith({ toolkit: 'key', gpu: 'key' })),
      ).resolves.toBeUndefined();
    });

    it('names each invalid key', async () => {
      await writeKey('key');
      await writeFile(join(folder, 'damaged'), 'garbage');
      await expect(
        checkSigningKeys(
          configWith({ toolkit: 'damaged', drivers: 'key', gpu: 'missing' }),
        ),
      ).rejects.toThrow(
        new RegExp(
          '^driverToolkit.imageRepositories\\[0\\].signing.keyFile is .*\\.\n' +
            'driverToolkit.drivers.repositories\\[1\\].signing.keyFile is .*\\.$',
        ),
      );
    });
  });
});
