import type {
  DriverFile,
  DriverModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { COMPLETE } from '../driver/__testUtils__/completeDriver';
import {
  DIGEST,
  IMAGE,
  KERNEL,
  objects,
  render,
  type RenderOptions,
} from './__testUtils__/render';
import { parseSelector, parseToleration } from './parseToleration';

const moduleOf = (
  driver: Partial<DriverFile> = {},
  options: RenderOptions = {},
) => objects(['kmm'], driver, options)[0];
const containerOf = (...args: Parameters<typeof moduleOf>) =>
  moduleOf(...args).spec.moduleLoader.container;

describe('a Module of KMM', () => {
  it('loads one module', () => {
    expect(moduleOf()).toEqual({
      apiVersion: 'kmm.sigs.x-k8s.io/v1beta1',
      kind: 'Module',
      metadata: { name: 'acme', namespace: 'default' },
      spec: {
        moduleLoader: {
          container: {
            modprobe: { moduleName: 'acme', dirName: '/opt' },
            kernelMappings: [
              {
                regexp: '^5\\.14\\.0-427\\.18\\.1\\.el9_4\\.x86_64$',
                containerImage: `${IMAGE}:\${KERNEL_FULL_VERSION}`,
              },
            ],
          },
        },
        selector: { 'kubernetes.io/arch': 'amd64' },
      },
    });
  });

  it('names the module that is loaded last first', () => {
    expect(
      containerOf({
        modules: ['a', 'b', 'c'].map(name => ({ name })),
      }).modprobe,
    ).toMatchObject({
      moduleName: 'c',
      modulesLoadingOrder: ['c', 'b', 'a'],
    });
  });

  it('has all that driver.yaml says', () => {
    const module = moduleOf(
      { ...COMPLETE, kernels: undefined },
      {
        namespace: 'drivers',
        imagePullSecret: 'registry',
        tolerations: [parseToleration('acme=present:NoSchedule')],
        selector: parseSelector(['acme.com/nic=']),
      },
    );
    expect(module.metadata).toEqual({ name: 'acme', namespace: 'drivers' });
    expect(module.spec).toMatchObject({
      imageRepoSecret: { name: 'registry' },
      tolerations: [
        {
          key: 'acme',
          operator: 'Equal',
          value: 'present',
          effect: 'NoSchedule',
        },
      ],
      selector: { 'kubernetes.io/arch': 'amd64', 'acme.com/nic': '' },
    });
    expect(module.spec.moduleLoader.container).toMatchObject({
      version: '1.4.2',
      inTreeModulesToRemove: ['acme_in_tree'],
      modprobe: {
        firmwarePath: '/opt/lib/firmware',
        modulesLoadingOrder: ['acme_nic', 'acme_core'],
      },
      kernelMappings: [
        {
          containerImage: `${COMPLETE.image}:1.4.2-\${KERNEL_FULL_VERSION}`,
        },
      ],
    });
  });

  it('gives parameters to the last module, and says which are lost', () => {
    const modules: DriverModule[] = [
      { name: 'core', parameters: { debug: '0' } },
      { name: 'nic', parameters: { mode: 'a b', 'x-y': 'c' } },
    ];
    expect(containerOf({ modules }).modprobe.parameters).toEqual([
      'mode="a b"',
      'x-y=c',
    ]);
    expect(render(['kmm'], { modules }).warnings).toEqual([
      expect.stringContaining('core is loaded without debug=0'),
    ]);
  });

  it('explains the label that an ordered upgrade waits for', () => {
    const [{ content }] = render(
      ['kmm'],
      { version: '1.4.2+b' },
      { namespace: 'drivers' },
    ).files;
    expect(content).toContain(
      '#   kmm.node.kubernetes.io/version-module.drivers.acme=1.4.2_b\n',
    );
    expect(
      containerOf({ version: '1.4.2' }, { orderedUpgrade: false }),
    ).not.toHaveProperty('version');
  });

  it.each([
    ['${KERNEL_FULL_VERSION}', '${KERNEL_FULL_VERSION}'],
    ['x-${KERNEL_FULL_VERSION}.y', 'x-${KERNEL_FULL_VERSION}.y'],
    [
      '${DRIVER_VERSION}-${KERNEL_FULL_VERSION}-${OS_ID}${OS_VERSION}-${ARCH}',
      '2-${KERNEL_FULL_VERSION}-rhel9.4-x86_64',
    ],
  ])('has the tag %s as KMM expands it', (tag, expected) => {
    const [mapping] = containerOf(
      { tag, version: '2' },
      {
        kernels: [{ unameRelease: KERNEL, os: { id: 'rhel', version: '9.4' } }],
      },
    ).kernelMappings;
    expect(mapping.containerImage).toBe(`${IMAGE}:${expected}`);
    expect(mapping.regexp).toBeDefined();
  });

  it('maps each kernel by itself where KMM cannot know the tag', () => {
    expect(
      containerOf(
        { tag: '${KERNEL_VERSION}-${VARIANT}' },
        { on: [`${KERNEL}+rt`] },
      ).kernelMappings,
    ).toEqual([
      {
        literal: `${KERNEL}+rt`,
        containerImage: `${IMAGE}:5.14.0-427.18.1.el9_4-rt`,
      },
    ]);
  });

  it('maps kernels whose tags differ in more than the kernel apart', () => {
    const [x86, rt, arm] = [KERNEL, `${KERNEL}+rt`, '6.12.0-1.el10.aarch64'];
    const { kernelMappings } = containerOf(
      { tag: '${KERNEL_FULL_VERSION}-${ARCH}' },
      { on: [x86, rt, arm] },
    );
    expect(kernelMappings).toEqual([
      {
        regexp:
          '^(?:5\\.14\\.0-427\\.18\\.1\\.el9_4\\.x86_64|5\\.14\\.0-427\\.18\\.1\\.el9_4\\.x86_64\\+rt)$',
        containerImage: `${IMAGE}:\${KERNEL_FULL_VERSION}-x86_64`,
      },
      {
        regexp: '^6\\.12\\.0-1\\.el10\\.aarch64$',
        containerImage: `${IMAGE}:\${KERNEL_FULL_VERSION}-aarch64`,
      },
    ]);
    const regexp = new RegExp(kernelMappings[0].regexp);
    expect([x86, rt].every(kernel => regexp.test(kernel))).toBe(true);
    expect(regexp.test(`${x86}+debug`)).toBe(false);
    expect(regexp.test(x86.replace('.', 'x'))).toBe(false);
  });

  it('keeps the image that was pushed under another tag', () => {
    const [first, second] = containerOf(
      {},
      {
        kernels: [
          {
            unameRelease: KERNEL,
            reference: `${IMAGE}:old`,
            digest: DIGEST,
          },
          { unameRelease: `${KERNEL}+rt`, digest: DIGEST },
        ],
      },
    ).kernelMappings;
    expect(first).toEqual({
      literal: KERNEL,
      containerImage: `${IMAGE}@${DIGEST}`,
    });
    expect(second.containerImage).toBe(`${IMAGE}:\${KERNEL_FULL_VERSION}`);
  });

  it('pins digests on request', () => {
    expect(
      containerOf(
        {},
        { pin: true, kernels: [{ unameRelease: KERNEL, digest: DIGEST }] },
      ).kernelMappings,
    ).toEqual([{ literal: KERNEL, containerImage: `${IMAGE}@${DIGEST}` }]);
  });

  it('is for any kernel of the architectures, if none is named', () => {
    const kernels = { architectures: ['x86_64', 'aarch64'] };
    const [{ regexp, containerImage }] = containerOf(
      { kernels },
      { on: [] },
    ).kernelMappings;
    expect(containerImage).toBe(`${IMAGE}:\${KERNEL_FULL_VERSION}`);
    const matches = (kernel: string) => new RegExp(regexp).test(kernel);
    expect(
      [KERNEL, `${KERNEL}+rt-64k`, '6.1-1.el9uek.aarch64.debug'].map(matches),
    ).toEqual([true, true, true]);
    expect(matches('5.14.0-1.el9.ppc64le')).toBe(false);
    expect(() => moduleOf({ tag: '${KERNEL_VERSION}' }, { on: [] })).toThrow(
      "KMM cannot know the tag '${KERNEL_VERSION}'",
    );
  });

  it('has the version in the tag of any kernel', () => {
    const tag = '${DRIVER_VERSION}-${KERNEL_FULL_VERSION}';
    expect(
      containerOf({ tag, version: '1+2' }, { on: [] }).kernelMappings,
    ).toEqual([
      {
        regexp: '^.+$',
        containerImage: `${IMAGE}:1_2-\${KERNEL_FULL_VERSION}`,
      },
    ]);
    expect(() =>
      moduleOf({ tag: '${KERNEL_FULL_VERSION}-${OS_ID}' }, { on: [] }),
    ).toThrow('KMM cannot know the tag');
  });

  it('warns of what does not reach the nodes', () => {
    const { warnings } = render(['kmm'], {
      modules: [
        { name: 'a', softDependencies: { before: ['mdio'], after: ['x'] } },
        { name: 'b', softDependencies: { before: ['mdio'] } },
      ],
      firmware: ['firmware/acme.bin'],
    });
    expect(warnings).toEqual([
      expect.stringContaining('the soft dependencies mdio, x;'),
      expect.stringContaining('KMM copies the firmware'),
    ]);
    expect(render(['kmm']).warnings).toEqual([]);
  });

  it('selects nodes of any architecture for kernels of several', () => {
    expect(
      moduleOf({}, { on: [KERNEL, '6.12.0-1.el10.aarch64'] }).spec.selector,
    ).toEqual({ 'kubernetes.io/os': 'linux' });
  });

  it('has a name that KMM accepts beside its namespace', () => {
    const name = 'a-driver-with-quite-a-long-name-of-its-own';
    const { metadata } = moduleOf({}, { name, namespace: 'drivers' });
    expect(metadata.name).toMatch(/^a-driver-with-[a-z-]+-[0-9a-f]{8}$/);
    expect(`${metadata.name}${metadata.namespace}`).toHaveLength(40);
    expect(() => moduleOf({}, { namespace: 'n'.repeat(29) })).toThrow(
      'too long for KMM',
    );
  });
});

describe('YAML that Kubernetes reads', () => {
  it('has no aliases, folded lines or keys of another type', () => {
    const value = 'a '.repeat(100);
    const [{ content }] = render(
      ['daemonset'],
      { version: '1' },
      { selector: { on: 'x', null: 'y' } },
    ).files;
    expect(content).not.toMatch(/[&*][a-z0-9]+$/m);
    expect(content).toMatch(/^ +["']on["']: 'x'$/m);
    const [kmm] = render(['kmm'], {
      modules: [{ name: 'a', parameters: { long: value } }],
    }).files;
    expect(kmm.content).toContain(`- 'long="${value}"'\n`);
  });
});

describe('names that YAML takes for something else', () => {
  it.each(['null', 'true', 'on', 'No', '1e3', '0x1', '010', 'y', '1_0'])(
    'stay text: %s',
    name => {
      const { modprobe, inTreeModulesToRemove } = containerOf({
        modules: [{ name: 'a' }, { name }],
        replaces: [name],
      });
      expect(modprobe.moduleName).toBe(name);
      expect(modprobe.modulesLoadingOrder).toEqual([name, 'a']);
      expect(inTreeModulesToRemove).toEqual([name]);
    },
  );
});

describe('preflight validations', () => {
  it('are for each coming kernel', () => {
    expect(objects(['preflight'], {}, { on: [`${KERNEL}+rt`] })).toEqual([
      {
        apiVersion: 'kmm.sigs.x-k8s.io/v1beta2',
        kind: 'PreflightValidation',
        metadata: { name: 'kernel-5.14.0-427.18.1.el9-4.x86-64-rt' },
        spec: { kernelVersion: `${KERNEL}+rt`, pushBuiltImage: false },
      },
    ]);
  });

  it('name the toolkit image on OpenShift, and bind nothing', () => {
    const toolkitImage = `registry.example.com/dtk@${DIGEST}`;
    const rendered = objects(
      ['preflight', 'openshift'],
      {},
      { kernels: [{ unameRelease: KERNEL, toolkitImage }] },
    );
    expect(rendered).toMatchObject([
      {
        kind: 'PreflightValidationOCP',
        spec: { kernelVersion: KERNEL, dtkImage: toolkitImage },
      },
    ]);
  });
});
