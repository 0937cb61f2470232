import type { ImageBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import { buildArguments } from './buildArguments';

const CONFIG: PodmanBuilderConfig = {
  id: 'local',
  type: 'podman',
  architectures: ['aarch64'],
  concurrency: 1,
  limits: { memory: '4g', cpus: 1.5, timeout: { hours: 1 } },
  extraArguments: ['--network=host'],
};
const BUILD: ImageBuild = {
  containerfile: '/build/Containerfile',
  context: '/build',
  domain: { type: 'toolkits' },
  arguments: { KERNEL_VERSION: '1' },
  architecture: 'aarch64',
  registries: [],
  signal: new AbortController().signal,
  onLines: () => {},
};
const DRIVER: ImageBuild = {
  ...BUILD,
  domain: {
    type: 'driver',
    driver: 'component:default/nic',
    toolkit: 'registry.example.com/driver-toolkit@sha256:1',
    access: { prefix: 'registry.example.com', insecure: false },
  },
};
const FILES = {
  authFile: '/f/auth.json',
  ownerFile: '/f/owner',
  idFile: '/f/id',
};
const COMMON = [
  'build',
  '--pull=missing',
  '--authfile',
  '/f/auth.json',
  '--platform',
  'linux/arm64',
  '--build-arg',
  'KERNEL_VERSION=1',
  '--memory',
  '4g',
  '--cpu-period',
  '100000',
  '--cpu-quota',
  '150000',
  '--network=host',
];
const MARKED = [
  '--secret',
  'id=driver-toolkit-build,src=/f/owner',
  '--iidfile',
  '/f/id',
];
const INPUTS = ['--file', '/build/Containerfile', '/build'];

describe('buildArguments', () => {
  it("gives toolkits their arguments, and drivers' Containerfiles none of them", () => {
    const entitlement = '--volume=/etc/pki/entitlement:/etc/pki/entitlement:ro';
    const config = { ...CONFIG, toolkitArguments: [entitlement] };

    expect(buildArguments(DRIVER, config, FILES)).not.toContain(entitlement);
    expect(buildArguments(BUILD, config, FILES)).toContain(entitlement);
  });

  it("passes proxies to drivers' steps only if configured", () => {
    const ofDriver = (driverProxy?: boolean) =>
      buildArguments(DRIVER, { ...CONFIG, driverProxy }, FILES);

    expect(ofDriver()).toContain('--http-proxy=false');
    expect(ofDriver(true)).not.toContain('--http-proxy=false');
    expect(buildArguments(BUILD, CONFIG, FILES)).not.toContain(
      '--http-proxy=false',
    );
  });

  it('reuses nothing for a driver from the storage of another machine', () => {
    const cached = ['--pull=always', '--no-cache', '--layers=false'];
    const config = { ...CONFIG, connection: 'arm-host' };

    expect(buildArguments(DRIVER, config, FILES)).toEqual(
      expect.arrayContaining(cached),
    );
    for (const argumentsHere of [
      buildArguments(DRIVER, CONFIG, FILES),
      buildArguments(BUILD, config, FILES),
    ]) {
      expect(argumentsHere).toContain('--pull=missing');
      expect(argumentsHere).not.toContain('--no-cache');
    }
  });

  it('makes the image, with its tag', () => {
    const tag = 'localhost/private:1';
    expect(buildArguments(BUILD, CONFIG, FILES, { tag })).toEqual([
      ...COMMON,
      ...MARKED,
      '--tag',
      tag,
      ...INPUTS,
    ]);
  });

  it('may leave the working containers', () => {
    const [build, ...others] = COMMON;
    expect(
      buildArguments(BUILD, CONFIG, FILES, { keepsContainers: true }),
    ).toEqual(expect.arrayContaining([build, '--rm=false', ...others]));
  });

  it('makes a stage like the image’s, without tag and containers', () => {
    const lent = ['--volume', '/packages:/mnt:z'];
    const stage = [
      '--target',
      'common',
      '--cache-from',
      'r',
      '--cache-to',
      'r',
    ];

    expect(buildArguments(BUILD, CONFIG, FILES, { stage, lent })).toEqual([
      ...COMMON,
      ...lent,
      ...MARKED,
      ...stage,
      ...INPUTS,
    ]);
  });
});
