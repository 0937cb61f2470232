import type {
  DriverFile,
  DriverModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parseAllDocuments } from 'yaml';
import { COMPLETE } from '../driver/__testUtils__/completeDriver';
import { kernelLabelValue } from './names';
import type { ManifestKind, ManifestOptions } from './ManifestOptions';
import { parseSelector, parseToleration } from './parseToleration';
import { renderManifests } from './renderManifests';

const IMAGE = 'registry.example.com/drivers/acme';
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const KERNEL = '5.14.0-427.18.1.el9_4.x86_64';
const ACME: DriverFile = { image: IMAGE, modules: [{ name: 'acme' }] };

function render(
  kinds: ManifestKind[],
  driver: Partial<DriverFile> = {},
  options: Partial<ManifestOptions> & { on?: string[] } = {},
) {
  const { on = [KERNEL], ...more } = options;
  return renderManifests(
    { ...ACME, ...driver },
    {
      kinds,
      name: 'acme',
      kernels: on.map(unameRelease => ({ unameRelease })),
      ...more,
    },
  );
}

/** The objects as Kubernetes reads them. */
function objects(...args: Parameters<typeof render>): any[] {
  return render(...args).files.flatMap(({ content }) =>
    parseAllDocuments(content, { version: '1.1' }).map(document => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    }),
  );
}

const moduleOf = (
  driver: Partial<DriverFile> = {},
  options: Parameters<typeof render>[2] = {},
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

describe('DaemonSets', () => {
  const both = [KERNEL, `${KERNEL}+rt`];

  it('live side by side, one for each kernel', () => {
    const [account, ...sets] = objects(['daemonset'], {}, { on: both });
    expect(account).toMatchObject({ kind: 'ServiceAccount' });
    expect(sets.map(set => set.metadata.name)).toEqual([
      'acme-5.14.0-427.18.1.el9-4.x86-64',
      'acme-5.14.0-427.18.1.el9-4.x86-64-rt',
    ]);
    const selected = sets.map(({ spec }) => spec.selector.matchLabels);
    expect(selected).toEqual(
      both.map(kernel => ({
        'app.kubernetes.io/name': 'acme',
        'driver-toolkit/kernel': kernel.replace('+', '_'),
      })),
    );
    expect(sets.map(({ spec }) => spec.template.spec.nodeSelector)).toEqual(
      both.map(kernel => ({
        'kubernetes.io/arch': 'amd64',
        'driver-toolkit/kernel': kernel.replace('+', '_'),
      })),
    );
  });

  it('roll with the version of the driver, whose selector stays', () => {
    const setOf = (version?: string) => objects(['daemonset'], { version })[1];
    const [one, two] = [setOf('1.0+b'), setOf('2.0')];
    expect(one.metadata.name).toBe(two.metadata.name);
    expect(one.spec.selector).toEqual(two.spec.selector);
    expect(one.spec.template.metadata.labels['app.kubernetes.io/version']).toBe(
      '1.0_b',
    );
    expect(one.spec.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1 },
    });
  });

  it('load the image by its digest, with the node’s modules at hand', () => {
    const [, { spec }] = objects(
      ['daemonset'],
      {},
      {
        kernels: [{ unameRelease: KERNEL, digest: DIGEST }],
        imagePullSecret: 'registry',
        tolerations: [parseToleration(':NoExecute')],
      },
    );
    const pod = spec.template.spec;
    expect(pod).toMatchObject({
      serviceAccountName: 'acme',
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'registry' }],
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
      volumes: [{ name: 'modules', hostPath: { path: '/lib/modules' } }],
    });
    expect(pod.containers).toMatchObject([
      {
        image: `${IMAGE}@${DIGEST}`,
        imagePullPolicy: 'IfNotPresent',
        securityContext: { privileged: true },
        startupProbe: { exec: { command: ['/usr/local/bin/driver-ready'] } },
        readinessProbe: { exec: { command: ['/usr/local/bin/driver-ready'] } },
        livenessProbe: { exec: { command: ['/usr/local/bin/driver-live'] } },
      },
    ]);
    expect(pod.initContainers).toBeUndefined();
  });

  it('have no probes for images without their commands', () => {
    const [, set] = objects(['daemonset'], {}, { probes: false });
    expect(Object.keys(set.spec.template.spec.containers[0])).toEqual([
      'name',
      'image',
      'imagePullPolicy',
      'securityContext',
      'resources',
      'volumeMounts',
    ]);
    expect(set.spec.template.spec.containers[0].imagePullPolicy).toBe('Always');
  });

  it('copy firmware to the node before the modules ask for it', () => {
    const [, set] = objects(
      ['daemonset'],
      { firmware: ['firmware/acme.bin'] },
      { firmwarePath: '/var/lib/firmware' },
    );
    const { initContainers, volumes } = set.spec.template.spec;
    expect(initContainers).toMatchObject([
      {
        command: ['cp', '-r', '/opt/lib/firmware/.', '/host/firmware/'],
        volumeMounts: [{ name: 'firmware', mountPath: '/host/firmware' }],
      },
    ]);
    expect(volumes[1].hostPath.path).toBe('/var/lib/firmware');
  });

  it.each([[['openshift']], [['daemonset', 'openshift']]] as [
    ManifestKind[],
  ][])('may be privileged on OpenShift: %j', kinds => {
    const rendered = objects(kinds, {}, { namespace: 'drivers' });
    expect(rendered.map(({ kind }) => kind)).toEqual([
      'ServiceAccount',
      'RoleBinding',
      'DaemonSet',
    ]);
    expect(rendered[1]).toMatchObject({
      metadata: { name: 'acme-privileged', namespace: 'drivers' },
      roleRef: { name: 'system:openshift:scc:privileged' },
      subjects: [
        { kind: 'ServiceAccount', name: 'acme', namespace: 'drivers' },
      ],
    });
  });

  it('say how to label the nodes', () => {
    const [{ content }] = render(
      ['daemonset'],
      {},
      { on: [`${KERNEL}+rt`] },
    ).files;
    expect(content).toContain(
      `#   kubectl label node <node> driver-toolkit/kernel=${kernelLabelValue(
        `${KERNEL}+rt`,
      )}\n`,
    );
  });
});

describe('a Containerfile for bootc', () => {
  const containerfile = (...args: Parameters<typeof render> | []) =>
    render(['bootc'], args[1], args[2]).files[0].content;

  it('adds the modules of the image to the kernel’s', () => {
    expect(
      containerfile(
        [],
        {
          modules: [
            { name: 'core', parameters: { debug: "it's" } },
            { name: 'nic', softDependencies: { before: ['mdio'] } },
          ],
          firmware: ['firmware/acme.bin'],
          replaces: ['acme_in_tree'],
        },
        { kernels: [{ unameRelease: KERNEL, digest: DIGEST }] },
      ),
    ).toBe(`# Adds core, nic to a bootc image with the kernel ${KERNEL}.
ARG BOOTC_IMAGE

FROM ${IMAGE}@${DIGEST} AS driver

FROM \${BOOTC_IMAGE}
RUN test -d /usr/lib/modules/${KERNEL} || { \\
      echo "error: the image has the kernel $(ls /usr/lib/modules), but the driver is for ${KERNEL}" >&2; \\
      exit 1; \\
    }
COPY --from=driver /opt/lib/modules/${KERNEL}/extra/ /usr/lib/modules/${KERNEL}/extra/
COPY --from=driver /opt/lib/firmware/ /usr/lib/firmware/
RUN depmod ${KERNEL}
RUN printf '%s\\n' \\
      'core' \\
      'nic' \\
    > /usr/lib/modules-load.d/acme.conf
RUN printf '%s\\n' \\
      'options core debug=it'\\''s' \\
      'softdep nic pre: mdio' \\
      'blacklist acme_in_tree' \\
    > /usr/lib/modprobe.d/acme.conf
`);
  });

  it.each([
    ['5.14.0-391.el9.x86_64', '=quay.io/centos-bootc/centos-bootc:stream9'],
    ['6.17.1-300.fc43.x86_64', '=quay.io/fedora/fedora-bootc:43'],
    ['5.15.0-1.el9uek.x86_64', ''],
    // Several distributions have it.
    [KERNEL, ''],
  ])('for %s, starts from ARG BOOTC_IMAGE%s', (unameRelease, base) => {
    expect(containerfile([], {}, { on: [unameRelease] })).toContain(
      `ARG BOOTC_IMAGE${base}\n`,
    );
  });

  it('starts from the named image', () => {
    expect(
      containerfile([], {}, { bootcImage: 'registry.example.com/os:1' }),
    ).toContain('ARG BOOTC_IMAGE=registry.example.com/os:1\n');
  });

  it('is for one kernel', () => {
    expect(() =>
      containerfile([], {}, { on: [KERNEL, `${KERNEL}+rt`] }),
    ).toThrow('A bootc image has one kernel, but 2 are named');
  });
});

describe('renderManifests', () => {
  it.each<[string, Partial<DriverFile>, Parameters<typeof render>[2]]>([
    ['has no `image`', { image: undefined }, {}],
    ['There is no kernel', {}, { on: [] }],
    ['is not a kernel release', {}, { on: ['linux'] }],
    ['cannot be a namespace', {}, { namespace: 'Drivers' }],
    ['cannot be the name of a secret', {}, { imagePullSecret: 'a_b' }],
    ['nothing can be named after it', {}, { name: '__' }],
    ['kernels.range', { kernels: { range: '< 5' } }, {}],
    ['kernels.variants', { kernels: { variants: ['rt'] } }, {}],
    ['kernels.architectures', { kernels: { architectures: ['s390x'] } }, {}],
    [
      'double quote or a control character',
      { modules: [{ name: 'a', parameters: { b: '"' } }] },
      {},
    ],
    ['whose value is unknown', { tag: '${KERNEL_FULL_VERSION}-${OS_ID}' }, {}],
  ])('refuses with "%s"', (message, driver, options) => {
    expect(() =>
      render(['kmm', 'daemonset', 'bootc'], driver, options),
    ).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('renders a kernel once that is named twice', () => {
    expect(objects(['preflight'], {}, { on: [KERNEL, KERNEL] })).toHaveLength(
      1,
    );
  });
});

describe('parseToleration', () => {
  it.each([
    ['a', { key: 'a', operator: 'Exists' }],
    ['b.c/d=', { key: 'b.c/d', operator: 'Equal', value: '' }],
    ['a:NoSchedule', { key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
  ])('reads %s', (text, toleration) => {
    expect(parseToleration(text)).toEqual(toleration);
  });

  it.each(['', 'a:No', '=b', 'a b', 'a=b=c', `${'a'.repeat(64)}`])(
    'refuses %j',
    text => {
      expect(() => parseToleration(text)).toThrow('write <key>[=<value>]');
    },
  );
});

describe('parseSelector', () => {
  it('refuses what is no label', () => {
    expect(() => parseSelector(['a'])).toThrow("Selector 'a' is not a label");
  });
});
