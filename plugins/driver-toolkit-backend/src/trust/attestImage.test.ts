import type { Artifact } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { RegistryDirectory } from '../builds/RegistryDirectory';
import {
  attestImage,
  type AttestedBuild,
  type AttestingContext,
} from './attestImage';

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
  let controller: AbortController;
  let context: AttestingContext;

  beforeEach(() => {
    lines = [];
    attached = [];
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
        },
        inspect: async () => ({
          reachable: true,
          version: '4.3.1',
          problems: [],
        }),
      },
    };
  });

  const registries: Pick<RegistryDirectory, 'attach'> = {
    attach: async (image, artifact) => {
      expect(image).toEqual(build.image);
      attached.push(artifact);
      return { digest: `sha256:${attached.length}`, listedBy: 'tag' };
    },
  };
  const statement = () => JSON.parse(attached[0].content.toString());

  it('says how the image was built', async () => {
    await attestImage(build, context, registries);

    expect(attached[0]).toMatchObject({
      type: 'application/vnd.in-toto+json',
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

  it('tells nothing of what an operator gives to each build', async () => {
    await attestImage(build, context, registries);
    expect(JSON.stringify(statement())).not.toContain('hunter22');
  });

  it('says what is in the image', async () => {
    await attestImage(build, context, registries);

    expect(attached[1].type).toBe('application/spdx+json');
    expect(JSON.parse(attached[1].content.toString())).toMatchObject({
      packages: [{ SPDXID: 'SPDXRef-Image' }, { name: 'bash' }],
    });
    expect(lines).toEqual([
      'Attached: provenance sha256:1',
      'Attached: SBOM sha256:2',
    ]);
  });

  it('says that there is no SBOM where packages are not known', async () => {
    await attestImage({ ...build, packages: undefined }, context, registries);

    expect(attached).toHaveLength(1);
    expect(lines).toEqual([
      'Attached: provenance sha256:1',
      'No SBOM is attached: the packages of the image are not known.',
    ]);
  });

  it('warns of one that is not taken, and attaches the other', async () => {
    await attestImage(build, context, {
      attach: async (image, artifact, signal) => {
        if (artifact.type.includes('in-toto')) {
          throw new Error('registry.example.com answered 403.');
        }
        return registries.attach(image, artifact, signal);
      },
    });

    expect(lines).toEqual([
      'Warning: the provenance could not be attached to registry.example.com/dtk/driver-toolkit:1-1: registry.example.com answered 403.',
      'Attached: SBOM sha256:1',
    ]);
  });

  it('is stopped by the build that is stopped', async () => {
    const stopped = attestImage(build, context, {
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
