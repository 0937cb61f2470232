import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BackendOnLab } from '../__testUtils__/BackendOnLab';
import { KERNEL, SOURCE } from '../__testUtils__/labKernel';
import {
  createTestKey,
  encryptForCosign,
} from './signing/__testUtils__/createTestKey';
import { verifySignatures } from './signing/__testUtils__/verifySignatures';

jest.setTimeout(300_000);

const PASSPHRASE = 'correct horse';

/** A referrer of an image. */
interface ReferrersList {
  manifests: { digest: string; artifactType: string }[];
}

interface ArtifactManifest {
  layers: { digest: string }[];
}

/** The fields of a provenance or an SBOM that the test reads. */
interface AttachedDocument {
  predicate: { buildDefinition: object; runDetails: object };
  packages: object[];
  relationships: object[];
}

describe('the attachments of an image that was built on the lab', () => {
  const key = createTestKey();
  let folder: string;
  let backend: BackendOnLab;
  let build: Build;
  let lines: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trust-'));
    const keyFile = join(folder, 'cosign.key');
    const passphraseFile = join(folder, 'passphrase');
    const pem = encryptForCosign(key.privateKey, PASSPHRASE);
    await writeFile(keyFile, pem);
    await writeFile(passphraseFile, PASSPHRASE);
    backend = await BackendOnLab.start(
      {},
      { signing: { keyFile, passphraseFile } },
    );
    const created = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
    });
    ({ build, lines } = await backend.follow(created.build.id));
  });

  afterAll(async () => {
    await backend?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** From the registry, checked against its digest if the path ends in one. */
  async function read<T>(image: string, path: string): Promise<T> {
    const { registry } = backend.lab;
    const repository = image.slice(`${registry}/`.length);
    const response = await fetch(
      `http://${registry}/v2/${repository}/${path}`,
      {
        headers: {
          accept:
            'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json',
        },
      },
    );
    const body = await response.text();
    expect([path, response.status, body]).toEqual([path, 200, body]);
    const [, digest] = /\/(sha256:.*)$/.exec(path) ?? [];
    if (digest) {
      const hash = createHash('sha256').update(body).digest('hex');
      expect(`sha256:${hash}`).toBe(digest);
    }
    return JSON.parse(body);
  }

  /** The entries of the tag derived from the image's digest, by type. */
  async function attachedTo(image: string, digest: string) {
    const list = await read<ReferrersList>(
      image,
      `manifests/${digest.replace(':', '-')}`,
    );
    const documents = new Map<string, AttachedDocument>();
    for (const entry of list.manifests) {
      const manifest = await read<ArtifactManifest>(
        image,
        `manifests/${entry.digest}`,
      );
      expect(manifest).toMatchObject({
        artifactType: entry.artifactType,
        subject: { digest },
        layers: [{ mediaType: entry.artifactType }],
      });
      documents.set(
        entry.artifactType,
        await read(image, `blobs/${manifest.layers[0].digest}`),
      );
    }
    return documents;
  }

  it('include how it was built, and from what', async () => {
    const { toolkit } = backend.images;
    const attached = await attachedTo(toolkit, build.digest!);
    const { labels } = await backend.api.getImage('lab', KERNEL);
    const sha256 = (label: string) => ({
      sha256: labels[label].slice('sha256:'.length),
    });
    expect(attached.get('application/vnd.in-toto+json')).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: toolkit, digest: { sha256: build.digest!.slice(7) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          externalParameters: { source: SOURCE, kernel: KERNEL },
          internalParameters: {
            requestedBy: build.requestedBy,
            buildArguments: { KERNEL_VERSION: KERNEL },
          },
          resolvedDependencies: [
            {
              name: 'Containerfile',
              uri: expect.stringMatching(/^file:\/\/.*\/Dockerfile$/),
              digest: sha256('driver-toolkit.containerfile.digest'),
            },
            {
              name: backend.lab.baseImage,
              uri: expect.stringMatching(/^docker:\/\/.*@sha256:/),
              digest: sha256('org.opencontainers.image.base.digest'),
            },
          ],
        },
        runDetails: {
          builder: {
            id: 'urn:driver-toolkit:builder:local',
            version: { podman: expect.stringMatching(/^\d+\.\d+/) },
          },
          metadata: { invocationId: build.id },
        },
      },
    });
  });

  it('include its packages, from its rpm database', async () => {
    const attached = await attachedTo(backend.images.toolkit, build.digest!);
    const sbom = attached.get('application/spdx+json')!;
    const [version, release] = KERNEL.split('-');
    expect(sbom.packages[0]).toMatchObject({ versionInfo: build.digest });
    expect(sbom.packages).toContainEqual(
      expect.objectContaining({
        name: 'kernel-devel',
        versionInfo: KERNEL,
        externalRefs: [
          {
            referenceCategory: 'PACKAGE-MANAGER',
            referenceType: 'purl',
            referenceLocator: `pkg:rpm/kernel-devel@${version}-${release}?arch=x86_64&upstream=kernel-${KERNEL}.src.rpm`,
          },
        ],
      }),
    );
    expect(sbom.relationships).toHaveLength(sbom.packages.length);
  });

  it('include a valid signature', async () => {
    const { toolkit } = backend.images;
    expect(
      await verifySignatures(toolkit, build.digest!, key.publicKey),
    ).toEqual([{ reference: `${toolkit}:${KERNEL}`, digest: build.digest }]);
  });

  it('appear in the log, after the image itself', () => {
    expect(build.state).toBe('succeeded');
    const pushed = lines.findIndex(line => line.startsWith('Pushed and read'));
    const [signed, ...attached] = lines.slice(pushed + 1);
    expect(signed).toMatch(
      /^Signed: \S+@sha256:[0-9a-f]{64} with key sha256:[0-9a-f]{64}$/,
    );
    expect(attached.sort()).toEqual([
      expect.stringMatching(/^Attached: SBOM sha256:[0-9a-f]{64}$/),
      expect.stringMatching(/^Attached: provenance sha256:[0-9a-f]{64}$/),
      expect.stringMatching(
        /^Attached: signed provenance sha256:[0-9a-f]{64}$/,
      ),
    ]);
  });

  it('are in the index at once, by kind', async () => {
    const { referrers } = await backend.api.getImage('lab', KERNEL);
    expect(
      referrers?.map(({ kind, artifactType }) => [kind, artifactType]).sort(),
    ).toEqual([
      ['provenance', 'application/vnd.dsse.envelope.v1+json'],
      ['provenance', 'application/vnd.in-toto+json'],
      ['sbom', 'application/spdx+json'],
      ['signature', 'application/vnd.dev.cosign.simplesigning.v1+json'],
    ]);
  });

  it('do not make their tag an image', async () => {
    const { items } = await backend.api.getImages({ repository: 'lab' });
    expect(items.map(({ tag }) => tag)).toEqual([KERNEL]);
  });

  it('grow with a second build of the same image', async () => {
    const again = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
      force: true,
    });
    const { build: second } = await backend.follow(again.build.id);
    expect(second.digest).toBe(build.digest);

    const { toolkit } = backend.images;
    const tag = build.digest!.replace(':', '-');
    const { manifests } = await read<ReferrersList>(
      toolkit,
      `manifests/${tag}`,
    );
    expect(
      await verifySignatures(toolkit, build.digest!, key.publicKey),
    ).toHaveLength(1);
    // Equal SBOMs are stored once, provenances once per build.
    expect(manifests.map(({ artifactType }) => artifactType).sort()).toEqual([
      'application/spdx+json',
      'application/vnd.in-toto+json',
      'application/vnd.in-toto+json',
    ]);
  });

  it('include the commit and the toolkit of a driver, whose image has no rpm', async () => {
    const created = await backend.api.createBuild({
      type: 'driver',
      entityRef: 'component:default/simple',
      source: SOURCE,
      kernel: KERNEL,
    });
    const { build: driver, lines: log } = await backend.follow(
      created.build.id,
    );
    expect(driver.error).toBeUndefined();
    const attached = await attachedTo(
      `${backend.images.drivers}/simple`,
      driver.digest!,
    );
    expect([...attached.keys()]).toEqual(['application/vnd.in-toto+json']);
    const { buildDefinition, runDetails } = attached.get(
      'application/vnd.in-toto+json',
    )!.predicate;
    const { record } = (await backend.api.getBuildVerdict(driver.id))!;
    expect(log).toContain(`Verdict: ${record}`);
    expect(runDetails).toMatchObject({
      byproducts: [
        {
          name: 'verdict',
          digest: { sha256: record.slice('sha256:'.length) },
          annotations: { passed: true, symbolsChecked: true, warnings: 0 },
        },
      ],
    });
    expect(buildDefinition).toMatchObject({
      buildType: 'urn:driver-toolkit:build:driver:v1',
      externalParameters: {
        entityRef: 'component:default/simple',
        kernel: KERNEL,
      },
      resolvedDependencies: [
        {
          name: 'toolkit',
          digest: { sha256: build.digest!.slice(7) },
        },
        {
          name: 'repository',
          digest: { gitCommit: expect.stringMatching(/^[0-9a-f]{40}$/) },
        },
        {
          name: expect.stringMatching(/^(Container|Docker)file$/),
          digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        },
      ],
    });
    expect(log).toContain(
      'No SBOM is attached: the packages of the image are unknown.',
    );
  });
});
