import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoopbackServer } from '../__testUtils__/LoopbackServer';
import { runHere } from '../__testUtils__/runHere';

const KERNEL = '5.14.0-391.el9.x86_64';
const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('driver manifests', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driver-manifests-'));
    file = join(folder, 'driver.yaml');
    await writeFile(
      file,
      [
        'image: registry.example.com/drivers/acme',
        'modules: [acme_core, acme_nic]',
        "version: '1.0'",
        'firmware: [acme.bin]',
        '',
      ].join('\n'),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const manifests = (...args: string[]) =>
    runHere(['driver', 'manifests', file, ...args]);

  it('prints a Module of KMM, without a portal', async () => {
    const { exitCode, stdout, stderr } = await manifests(
      ...['--for', 'kmm', '--kernel', KERNEL, '--namespace', 'drivers'],
      ...['--image-pull-secret', 'registry', '--selector', 'a=b'],
      ...['--toleration', 'c:NoSchedule', '--no-ordered-upgrade'],
    );
    expect(stdout).toBe(
      `# Kernel Module Management loads the modules on each selected node.
apiVersion: 'kmm.sigs.x-k8s.io/v1beta1'
kind: 'Module'
metadata:
  name: 'acme'
  namespace: 'drivers'
spec:
  moduleLoader:
    container:
      modprobe:
        moduleName: 'acme_nic'
        dirName: '/opt'
        firmwarePath: '/opt/lib/firmware'
        modulesLoadingOrder:
          - 'acme_nic'
          - 'acme_core'
      kernelMappings:
        - regexp: '^5\\.14\\.0-391\\.el9\\.x86_64$'
          containerImage: 'registry.example.com/drivers/acme:\${KERNEL_FULL_VERSION}'
  imageRepoSecret:
    name: 'registry'
  selector:
    kubernetes.io/arch: 'amd64'
    a: 'b'
  tolerations:
    - key: 'c'
      operator: 'Exists'
      effect: 'NoSchedule'
`,
    );
    expect(stderr).toMatch(/^warning: KMM copies the firmware .+\n$/);
    expect(exitCode).toBe(0);
  });

  it('writes files of several kinds, for several kernels', async () => {
    const output = join(folder, 'deploy');
    const { exitCode, stdout } = await manifests(
      ...['--for', 'kmm,daemonset', '--for', 'preflight', '--output', output],
      ...['--kernel', `${KERNEL}@${DIGEST},${KERNEL}+rt`, '--name', 'nic'],
      ...['--firmware-path', '/var/lib/firmware', '--no-probes'],
    );
    expect(exitCode).toBe(0);
    const names = ['module.yaml', 'preflight.yaml', 'daemonset.yaml'];
    expect(stdout).toBe(names.map(name => `${join(output, name)}\n`).join(''));
    expect((await readdir(output)).sort()).toEqual([...names].sort());
    const sets = await readFile(join(output, 'daemonset.yaml'), 'utf8');
    expect(sets).toContain("name: 'nic-5.14.0-391.el9.x86-64-rt'");
    expect(sets).toContain(`drivers/acme@${DIGEST}`);
    expect(sets).toContain(`drivers/acme:${KERNEL}_rt`);
    expect(sets).toContain("path: '/var/lib/firmware'");
    expect(sets).not.toContain('Probe');
  });

  it('prints a Containerfile alone', async () => {
    const bootc = [
      ...['--for', 'bootc', '--kernel', KERNEL, '--name', 'a'],
      ...['--bootc-image', 'registry.example.com/os:1', '--image', 'b.com/c'],
    ];
    expect((await manifests(...bootc)).stdout).toMatch(
      /ARG BOOTC_IMAGE=registry\.example\.com\/os:1\n\nFROM b\.com\/c:5\.14/,
    );
    expect(await manifests(...bootc, '--for', 'kmm')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('with --output, or choose bootc alone'),
    });
  });

  it('completes what only the configuration of a portal would say', async () => {
    await writeFile(
      file,
      'modules: [a]\nimage: b.com/c\ntag: ${KERNEL_FULL_VERSION}-${OS_ID}${OS_VERSION}\n',
    );
    const { stdout } = await manifests(
      ...['--for', 'openshift,kmm,preflight', '--kernel', KERNEL, '--pin'],
      ...['--os', 'rhel=9.4', '--toolkit-image', 'b.com/dtk:1'],
    );
    expect(stdout).toContain(`containerImage: 'b.com/c:${KERNEL}-rhel9.4'`);
    expect(stdout).toContain("dtkImage: 'b.com/dtk:1'");
  });

  it.each([
    [['--for', 'helm'], "'helm' is none of kmm, daemonset"],
    [[], "required option '--for <kinds>' not specified"],
    [['--for', 'daemonset'], 'There is no kernel to render'],
    [['--for', 'kmm', '--kernel', 'x'], 'is not a kernel release'],
    [['--for', 'kmm', '--kernel', `${KERNEL}@1`], "'1' is not a digest"],
    [['--for', 'kmm', '--os', 'rhel'], 'Write <id>=<version>'],
    [['--for', 'kmm', '--portal', 'https://a.b'], '--portal needs --driver'],
    [
      ['--for', 'kmm', '--portal', 'https://a.b', '--driver', 'nic'],
      'must not be named',
    ],
  ])('refuses %j', async (args, message) => {
    expect(await manifests(...args)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('needs the name of an image', async () => {
    await writeFile(file, 'modules: [a]\n');
    expect(await manifests('--for', 'kmm')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('use --image'),
    });
  });

  describe('with a portal', () => {
    let portal: LoopbackServer;
    beforeEach(async () => {
      portal = await LoopbackServer.start();
    });
    afterEach(() => portal.close());

    const ask = (args: string[], env = {}) =>
      runHere(
        [
          ...['driver', 'manifests', '--portal', `${portal.origin}/base/`],
          ...['--driver', 'team-a/nic', ...args],
        ],
        { env },
      );

    it('prints what the portal renders', async () => {
      const path =
        '/base/api/driver-toolkit/drivers/team-a/nic/manifests?for=kmm&for=daemonset&kernel=1-1.el9.x86_64&targetNamespace=drivers&pin=true&orderedUpgrade=true&probes=true';
      portal.set(path, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          files: [
            { kind: 'kmm', name: 'module.yaml', content: 'a: 1\n' },
            { kind: 'daemonset', name: 'daemonset.yaml', content: 'b: 2\n' },
          ],
          warnings: ['Mind the gap.'],
          kernels: [],
        }),
      });

      expect(
        await ask([
          ...['--for', 'kmm,daemonset', '--kernel', '1-1.el9.x86_64', '--pin'],
          ...['--namespace', 'drivers'],
        ]),
      ).toEqual({
        exitCode: 0,
        stdout: 'a: 1\n---\nb: 2\n',
        stderr: 'warning: Mind the gap.\n',
      });
    });

    it('reports the portal’s refusal', async () => {
      expect(await ask(['--for', 'kmm'])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('404'),
      });
    });

    it.each([
      [['--for', 'kmm', '--image', 'a.b/c'], '--image has no effect'],
      [['--for', 'kmm', '--toolkit-image', 'a'], '--toolkit-image has no'],
      [['--for', 'kmm', '--kernel', `1@${DIGEST}`], 'must not have a digest'],
      [['--for', 'kmm', '--portal', 'ftp://a.b'], 'http or https address'],
      [['--for', 'kmm', '--portal', 'a'], 'is not an address'],
      [['--for', 'kmm', '--driver', 'a:b/c/d'], '--portal needs --driver'],
    ])('refuses %j', async (args, message) => {
      expect(await ask(args)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(message),
      });
      expect(portal.requests).toEqual([]);
    });
  });
});
