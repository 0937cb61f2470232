import { verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Artifact,
  ImageSignature,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { RegistryDirectory } from '../registries/RegistryDirectory';
import {
  attestImage,
  type AttestedBuild,
  type AttestingContext,
} from './attestImage';
import { skopeoKey } from './signing/__testUtils__/skopeoKey';

const HEX = 'ab'.repeat(32);
const build: AttestedBuild = {
  image: {
    reference: 'registry.example.com/dtk/driver-toolkit:1-1',
    digest: `sha256:${HEX}`,
  },
  created: '2026-01-02T03:04:05Z',
  facts: {
    type: 'toolkit',
    request: { source: 'stream', kernel: '1-1' },
    arguments: { KERNEL_VERSION: '1-1' },
    dependencies: [{ name: 'base', uri: 'docker://base' }],
    startedOn: new Date('2026-01-02T03:00:00Z'),
  },
  packages: [
    { name: 'bash', version: '5', release: '1', architecture: 'x86_64' },
  ],
};

describe('attestImage', () => {
  let lines: string[];
  let attached: Artifact[];
  let signed: ImageSignature[];
  let controller: AbortController;
  let context: AttestingContext;

  beforeEach(() => {
    lines = [];
    attached = [];
    signed = [];
    controller = new AbortController();
    context = {
      buildId: 'one',
      requestedBy: 'user:default/me',
      signal: controller.signal,
      log: line => lines.push(line),
      builder: {
        config: {
          id: 'local',
          type: 'podman',
          architectures: ['x86_64'],
          concurrency: 1,
          limits: { timeout: { hours: 1 } },
          extraArguments: ['--build-arg=TOKEN=hunter22'],
        } as BuilderConfig,
        ping: async () => ({
          reachable: true,
          version: '4.3.1',
          problems: [],
        }),
      },
    };
  });

  const registries: Pick<RegistryDirectory, 'attach' | 'sign'> = {
    attach: async (image, artifact) => {
      expect(image).toEqual(build.image);
      attached.push(artifact);
      return { digest: `of-${artifact.type}`, listedBy: 'tag' };
    },
    sign: async (image, signature, { isSigned }) => {
      expect(image).toEqual(build.image);
      expect(isSigned({})).toBe(true);
      signed.push(signature);
      return { digest: `of-${signature.type}` };
    },
  };
  const find = (type: string) =>
    attached.find(artifact => artifact.type === type)!;
  const statement = () =>
    JSON.parse(find('application/vnd.in-toto+json').content.toString());

  it('names the verdict on a driver image as a by-product', async () => {
    const record = `sha256:${'cd'.repeat(32)}`;
    const facts: AttestedBuild['facts'] = {
      ...build.facts,
      type: 'driver',
      verdict: {
        record,
        modules: ['acme_nic'],
        symbols: 31,
        symbolsChecked: true,
        warnings: 0,
      },
    };
    await attestImage({ ...build, facts }, context, registries);
    const byproducts = attached
      .map(({ content }) => JSON.parse(content.toString()).predicate)
      .flatMap(predicate => predicate?.runDetails.byproducts ?? []);
    expect(byproducts).toEqual([
      {
        name: 'verdict',
        digest: { sha256: 'cd'.repeat(32) },
        mediaType: 'application/vnd.driver-toolkit.verdict.v1+json',
        annotations: {
          passed: true,
          modules: ['acme_nic'],
          symbols: 31,
          symbolsChecked: true,
          warnings: 0,
        },
      },
    ]);
  });

  it('attaches how the image was built', async () => {
    await attestImage(build, context, registries);

    expect(find('application/vnd.in-toto+json')).toMatchObject({
      annotations: {
        'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1',
      },
    });
    const { finishedOn } = statement().predicate.runDetails.metadata;
    expect(Date.parse(finishedOn)).toBeGreaterThan(Date.now() - 60_000);
    expect(statement()).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          name: 'registry.example.com/dtk/driver-toolkit',
          digest: { sha256: HEX },
        },
      ],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: 'urn:driver-toolkit:build:toolkit:v1',
          externalParameters: {
            source: 'stream',
            kernel: '1-1',
            imageReference: build.image.reference,
          },
          internalParameters: {
            requestedBy: 'user:default/me',
            buildArguments: { KERNEL_VERSION: '1-1' },
          },
          resolvedDependencies: [{ name: 'base', uri: 'docker://base' }],
        },
        runDetails: {
          builder: {
            id: 'urn:driver-toolkit:builder:local',
            version: { podman: '4.3.1' },
          },
          metadata: {
            invocationId: 'one',
            startedOn: '2026-01-02T03:00:00.000Z',
            finishedOn,
          },
        },
      },
    });
  });

  it('names the certificate of modules that the portal has signed', async () => {
    const moduleCertificate = 'sha256:abc';
    await attestImage(
      { ...build, facts: { ...build.facts, moduleCertificate } },
      context,
      registries,
    );
    expect(
      statement().predicate.buildDefinition.internalParameters,
    ).toMatchObject({ moduleSigning: { certificate: moduleCertificate } });
  });

  it("hides the operator's settings for every build", async () => {
    await attestImage(build, context, registries);
    expect(JSON.stringify(statement())).not.toContain('hunter22');
  });

  it('attaches the packages of the image', async () => {
    await attestImage(build, context, registries);

    const sbom = find('application/spdx+json');
    expect(JSON.parse(sbom.content.toString())).toMatchObject({
      packages: [{ SPDXID: 'SPDXRef-Image' }, { name: 'bash' }],
    });
    expect(lines).toContain('Attached: SBOM of-application/spdx+json');
  });

  it('says that no SBOM is attached if packages are unknown', async () => {
    await attestImage({ ...build, packages: undefined }, context, registries);

    expect(attached).toHaveLength(1);
    expect([...lines].sort()).toEqual([
      'Attached: provenance of-application/vnd.in-toto+json',
      'No SBOM is attached: the packages of the image are unknown.',
    ]);
  });

  it('warns if one is refused, and attaches the other', async () => {
    await attestImage(build, context, {
      ...registries,
      attach: async (image, artifact, signal) => {
        if (artifact.type.includes('in-toto')) {
          throw new Error('registry.example.com answered 403.');
        }
        return registries.attach(image, artifact, signal);
      },
    });

    expect([...lines].sort()).toEqual([
      'Attached: SBOM of-application/spdx+json',
      'Warning: the provenance could not be attached to registry.example.com/dtk/driver-toolkit:1-1: registry.example.com answered 403.',
    ]);
  });

  describe('with a key', () => {
    let folder: string;
    let signing: NonNullable<AttestedBuild['signing']>;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'attest-'));
      signing = {
        place: 'driverToolkit.imageRepositories[0].signing',
        keyFile: join(folder, 'key'),
        passphraseFile: join(folder, 'passphrase'),
      };
      await writeFile(signing.keyFile, skopeoKey.privateKey);
      await writeFile(signing.passphraseFile!, skopeoKey.passphrase);
    });

    afterEach(() => rm(folder, { recursive: true }));

    it('signs how the image was built', async () => {
      await attestImage({ ...build, signing }, context, registries);

      const [{ content, ...rest }] = signed;
      expect(rest).toEqual({
        kind: 'attestation',
        type: 'application/vnd.dsse.envelope.v1+json',
        annotations: {
          'dev.cosignproject.cosign/signature': '',
          predicateType: 'https://slsa.dev/provenance/v1',
        },
      });
      const { payloadType, payload, signatures } = JSON.parse(
        content.toString(),
      );
      const type = 'application/vnd.in-toto+json';
      const text = find(type).content.toString();
      expect(payloadType).toBe(type);
      expect(Buffer.from(payload, 'base64').toString()).toBe(text);
      expect(
        verify(
          'sha256',
          Buffer.from(`DSSEv1 28 ${type} ${text.length} ${text}`),
          skopeoKey.publicKey,
          Buffer.from(signatures[0].sig, 'base64'),
        ),
      ).toBe(true);
      expect(lines).toContain(
        'Attached: signed provenance of-application/vnd.dsse.envelope.v1+json',
      );
    });

    it('warns if it cannot be signed, and attaches the rest', async () => {
      await rm(signing.keyFile);
      await attestImage({ ...build, signing }, context, registries);

      expect(signed).toEqual([]);
      expect(attached).toHaveLength(2);
      expect(lines).toContain(
        'Warning: the signed provenance could not be attached to registry.example.com/dtk/driver-toolkit:1-1: driverToolkit.imageRepositories[0].signing.keyFile is the path of a file that cannot be read (ENOENT); check the path and its permissions',
      );
    });
  });

  it('stops with the build', async () => {
    const stopped = attestImage(build, context, {
      ...registries,
      attach: async (_image, _artifact, signal) => {
        controller.abort(new Error('cancelled'));
        signal.throwIfAborted();
        throw new Error('it went on');
      },
    });
    await expect(stopped).rejects.toThrow('cancelled');
    expect(lines).toEqual([]);
  });
});
