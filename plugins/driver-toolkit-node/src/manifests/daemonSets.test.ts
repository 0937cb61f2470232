import { DIGEST, IMAGE, KERNEL, objects, render } from './__testUtils__/render';
import type { ManifestKind } from './ManifestOptions';
import { kernelLabelValue } from './names';
import { parseToleration } from './parseToleration';

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
        resources: { requests: { cpu: '1m', memory: '8Mi' } },
        volumeMounts: [
          { name: 'modules', mountPath: '/lib/modules', readOnly: true },
        ],
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
    expect(initContainers[0].securityContext).toEqual({ privileged: true });
    expect(volumes[1]).toEqual({
      name: 'firmware',
      hostPath: { path: '/var/lib/firmware', type: 'DirectoryOrCreate' },
    });
    const [, usual] = objects(['daemonset'], { firmware: ['a'] });
    expect(usual.spec.template.spec.volumes[1].hostPath.path).toBe(
      '/lib/firmware',
    );
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

  it('have names and labels of at most 63 characters', () => {
    const name = 'a-driver-with-quite-a-long-name-of-its-own';
    const version = 'v'.repeat(64);
    const [account, binding, set] = objects(
      ['openshift'],
      { version },
      { name: name.repeat(2).slice(0, 60) },
    );
    expect(account.metadata.name).toMatch(/^a-driver-.+-[0-9a-f]{8}$/);
    expect(binding.metadata.name).toHaveLength(63);
    expect(set.metadata.name).toMatch(/^a-driver-.+-[0-9a-f]{8}$/);
    expect(set.metadata.name.length).toBeLessThanOrEqual(63);
    expect(set.metadata.labels['app.kubernetes.io/version']).toHaveLength(63);
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
