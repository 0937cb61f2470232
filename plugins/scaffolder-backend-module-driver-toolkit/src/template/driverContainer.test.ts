import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  componentEntityV1alpha1Validator,
  type Entity,
  FieldFormatEntityPolicy,
} from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { parse, parseAllDocuments } from 'yaml';
import {
  DIGEST,
  type DryRun,
  driverToolkitApi,
  image,
  integrations,
  kernel,
  kernelImage,
  startScaffolder,
} from '../__testUtils__';

const run = promisify(execFile);

const FOLDER = path.resolve(
  __dirname,
  '../../../../templates/driver-container',
);
const DESCRIPTION = 'Says "hello" to $HOME, 100 % \\ größer';

function kernelEntity(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: `centos-stream-9-${name}`,
      namespace: 'default',
      annotations: { 'driver-toolkit/kernel': `centos-stream-9/${name}` },
    },
    spec: { type: 'kernel', owner: 'group:default/platform' },
  };
}

describe('the driver-container template', () => {
  let scaffolder: Awaited<ReturnType<typeof startScaffolder>>;

  beforeAll(async () => {
    scaffolder = await startScaffolder({
      api: driverToolkitApi({
        kernels: [
          kernel(),
          kernel({
            kernel: '5.14.0-404.el9',
            tag: '5.14.0-404.el9',
            images: [kernelImage({ state: 'absent' })],
          }),
        ],
        images: [image()],
      }),
      catalog: catalogServiceMock.factory({
        entities: [
          kernelEntity('5.14.0-391.el9'),
          kernelEntity('5.14.0-404.el9'),
        ],
      }),
    });
  });

  afterAll(async () => {
    await scaffolder.stop();
  });

  function dryRun(values: object = {}) {
    return scaffolder.dryRun(FOLDER, {
      name: 'simple-kmod',
      description: DESCRIPTION,
      owner: 'group:default/drivers',
      kernel: 'resource:default/centos-stream-9-5.14.0-391.el9',
      architecture: 'x86_64',
      variant: 'default',
      repoUrl: '127.0.0.1:3050?owner=drivers&repo=simple-kmod',
      imagePrefix: '127.0.0.1:5050/drivers',
      ...values,
    });
  }

  describe('the repository it writes', () => {
    let result: DryRun;

    beforeAll(async () => {
      result = await dryRun();
    });

    const content = (file: string) => {
      const found = result.files.get(file);
      if (!found) {
        throw new Error(`The repository has no ${file}`);
      }
      return found.content;
    };

    it('has every file of a driver container', () => {
      expect([...result.files.keys()].sort()).toEqual([
        '.containerignore',
        '.github/workflows/build.yaml',
        '.gitignore',
        'Containerfile',
        'Makefile',
        'README.md',
        'catalog-info.yaml',
        'deploy/kmm/module.yaml',
        'deploy/kubernetes/daemonset.yaml',
        'deploy/kubernetes/openshift.yaml',
        'docs/index.md',
        'driver.yaml',
        'firmware/README.md',
        'mkdocs.yml',
        'modprobe.d/simple_kmod.conf',
        'scripts/build-modules.sh',
        'scripts/collect-programs.sh',
        'scripts/driver-live',
        'scripts/driver-modules',
        'scripts/driver-ready',
        'scripts/driver-yaml.awk',
        'scripts/driver.sh',
        'scripts/entrypoint.sh',
        'scripts/fetch-source.sh',
        'scripts/image-tag.sh',
        'scripts/install-packages.sh',
        'scripts/kernel-range.awk',
        'scripts/sign.sh',
        'scripts/verify.sh',
        'scripts/write-files.sh',
        'src/Kbuild',
        'src/simple_kmod.c',
        'tests/image.sh',
        'tests/scripts.sh',
      ]);
    });

    it('has no template expressions left', () => {
      // Workflows use the same syntax for expressions.
      const written = [...result.files].filter(
        ([file]) => !file.startsWith('.github/'),
      );
      const suspects = written.filter(([, { content: text }]) =>
        /\$\{\{|\{%|undefined|\[object/.test(text),
      );
      expect(suspects).toEqual([]);
    });

    it('pins the toolkit image by digest and the kernel by uname -r', () => {
      const lines = content('Containerfile').split('\n');
      const froms = lines.flatMap((line, i) =>
        /^FROM /.test(line) ? [i] : [],
      );

      expect(lines.slice(0, froms[0])).toEqual(
        expect.arrayContaining([
          `ARG DTK_IMAGE=127.0.0.1:5050/dtk/driver-toolkit@${DIGEST}`,
          'ARG KERNEL_VERSION=5.14.0-391.el9.x86_64',
        ]),
      );
      expect(froms.map(i => lines[i])).toEqual([
        'FROM ${DTK_IMAGE} AS source',
        'FROM ${DTK_IMAGE} AS builder',
        'FROM source AS files',
        'FROM scratch',
      ]);
      // Arguments declared before the first FROM are not available after it.
      expect(froms.map(i => lines[i + 1])).toEqual([
        'ARG KERNEL_VERSION',
        'ARG KERNEL_VERSION',
        'RUN bash scripts/write-files.sh /image',
        'ARG KERNEL_VERSION',
      ]);
    });

    it('labels the image', () => {
      expect(content('Containerfile')).toContain(
        'image.description="Says \\"hello\\" to \\$HOME, 100 % \\\\ größer"',
      );
      expect(content('Containerfile')).toContain(
        'image.source="http://127.0.0.1:3050/drivers/simple-kmod"',
      );
    });

    it('is a driver container in the catalog that depends on the image', async () => {
      const entity: Entity = parse(content('catalog-info.yaml'));
      await new FieldFormatEntityPolicy().enforce(entity);
      expect(await componentEntityV1alpha1Validator.check(entity)).toBe(true);
      expect(entity).toMatchObject({
        metadata: {
          name: 'simple-kmod',
          description: DESCRIPTION,
          annotations: {
            'driver-toolkit/driver-image': '127.0.0.1:5050/drivers/simple-kmod',
            'driver-toolkit/kernel': 'centos-stream-9/5.14.0-391.el9',
          },
        },
        spec: {
          type: 'driver-container',
          owner: 'group:default/drivers',
          dependsOn: ['resource:default/lab-5.14.0-391.el9'],
        },
      });
    });

    it('has valid YAML', () => {
      const files = [...result.files.keys()].filter(f => /\.ya?ml$/.test(f));
      expect(files).toHaveLength(7);
      for (const file of files) {
        const errors = parseAllDocuments(content(file)).flatMap(d => d.errors);
        expect({ file, errors }).toEqual({ file, errors: [] });
      }
    });

    it("deploys this kernel's image to nodes of its architecture", () => {
      const driver = '127.0.0.1:5050/drivers/simple-kmod:5.14.0-391.el9.x86_64';
      const [daemonSet] = parseAllDocuments(
        content('deploy/kubernetes/daemonset.yaml'),
      ).map(document => document.toJS());
      const pod = daemonSet.spec.template.spec;
      expect(pod.containers[0].image).toBe(driver);
      expect(pod.nodeSelector['kubernetes.io/arch']).toBe('amd64');

      const { spec } = parse(content('deploy/kmm/module.yaml'));
      expect(spec.moduleLoader.container).toEqual({
        modprobe: { moduleName: 'simple_kmod' },
        kernelMappings: [
          { literal: '5.14.0-391.el9.x86_64', containerImage: driver },
        ],
      });
    });

    it('has scripts whose own tests pass', async () => {
      const work = await mkdtemp(path.join(tmpdir(), 'driver-container-'));
      try {
        for (const [file, { content: text }] of result.files) {
          const target = path.join(work, file);
          await mkdir(path.dirname(target), { recursive: true });
          await writeFile(target, text);
        }
        const scripts = [...result.files.keys()].filter(f => f.endsWith('.sh'));
        for (const script of scripts) {
          await run('bash', ['-n', script], { cwd: work });
        }
        const { stdout } = await run('bash', ['tests/scripts.sh'], {
          cwd: work,
        });
        expect(stdout.match(/^ok - /gm)).toHaveLength(26);
      } finally {
        await rm(work, { recursive: true });
      }
    }, 30_000);
  });

  it('keeps uname -r and tags apart for a variant', async () => {
    const { files } = await dryRun({ variant: 'rt' });
    expect(files.get('Containerfile')!.content).toContain(
      'ARG KERNEL_VERSION=5.14.0-391.el9.x86_64+rt\n',
    );
    expect(files.get('deploy/kmm/module.yaml')!.content).toContain(
      'simple-kmod:5.14.0-391.el9.x86_64_rt\n',
    );
    expect(
      files.get('deploy/kubernetes/daemonset.yaml')!.content,
    ).not.toContain('+rt');
  });

  it.each([
    [
      '127.0.0.1:3050?owner=drivers&repo=simple',
      'publish:gitea',
      'http://127.0.0.1:3050/drivers/simple/src/branch/main/',
      'http://127.0.0.1:3050/drivers/simple/src/branch/main/catalog-info.yaml',
    ],
    [
      'github.com?owner=drivers&repo=simple',
      'publish:github',
      'https://github.com/drivers/simple/blob/main',
      'https://github.com/drivers/simple/tree/main/catalog-info.yaml',
    ],
  ])(
    'publishes to %s with %s and registers the result',
    async (repoUrl, action, contentsUrl, catalogInfoUrl) => {
      const { log } = await dryRun({ repoUrl });
      const ran = log.flatMap(
        line => /Running (publish:\w+)/.exec(line)?.[1] ?? [],
      );
      expect(ran).toEqual([action]);

      // How catalog:register combines its input and the contents URL.
      const register = log.find(line =>
        line.includes('catalog:register in dry'),
      );
      const [inputs] = /\{[^]*\}/.exec(register!)!;
      expect(
        ScmIntegrations.fromConfig(
          new ConfigReader({ integrations }),
        ).resolveUrl({
          base: contentsUrl,
          url: JSON.parse(inputs).catalogInfoPath,
        }),
      ).toBe(catalogInfoUrl);
    },
  );

  it('stops if the kernel has no image, and says how to build one', async () => {
    await expect(
      dryRun({ kernel: 'resource:default/centos-stream-9-5.14.0-404.el9' }),
    ).rejects.toThrow(
      /No Driver Toolkit image of kernel 5\.14\.0-404\.el9 .* press Build/,
    );
  });

  it.each([
    { owner: 'drivers' },
    { owner: 'user:default/ada' },
    { owner: 'Group:my-space/net.drivers_1' },
    { description: 'می\u200cخواهم 👩\u200d🔧 größer' },
  ])('takes %j', async values => {
    const { files } = await dryRun(values);
    const entity = parse(files.get('catalog-info.yaml')!.content);
    expect({
      owner: entity.spec.owner,
      description: entity.metadata.description,
    }).toMatchObject(values);
  });

  it.each([
    [{ name: 'Simple Kmod' }, /name/],
    [{ name: '-x' }, /name/],
    [{ description: 'two\nlines' }, /description/],
    [{ description: 'a C1 control \u0085' }, /description/],
    [{ description: 'good \u202edoog' }, /description/],
    [{ description: 'isolated \u2066text' }, /description/],
    [{ description: 'zero\u200bwidth' }, /description/],
    [{ description: 'two\u2028lines' }, /description/],
    [{ description: '\ud800' }, /description/],
    [{ owner: '' }, /owner/],
    [{ owner: 'not an owner' }, /owner/],
    [{ owner: 'component:default/drivers' }, /owner/],
    [{ owner: 'group:default/' }, /owner/],
    [{ owner: 'group:a/b/c' }, /owner/],
    [{ owner: 'group:default/drivers\n' }, /owner/],
    [{ owner: 'drivers"\n  system: "x' }, /owner/],
    [{ owner: 'drivers\u202e' }, /owner/],
    [{ imagePrefix: 'https://registry/drivers' }, /imagePrefix/],
    [{ imagePrefix: 'registry/drivers; id' }, /imagePrefix/],
    [{ variant: 'realtime' }, /variant/],
  ])('refuses %j', async (values, message) => {
    await expect(dryRun(values)).rejects.toThrow(message);
  });
});
