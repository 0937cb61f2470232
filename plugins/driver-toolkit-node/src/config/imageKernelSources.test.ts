import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from './readDriverToolkitConfig';

const KEY = 'driverToolkit.kernelSources[0]';
const OPENSHIFT = { id: 'openshift', type: 'openshift', since: '4.8.0' };
const BOOTC = {
  id: 'bootc',
  type: 'imageLabel',
  images: ['quay.io/centos-bootc/centos-bootc:stream9'],
};

function read(source: JsonObject) {
  return readDriverToolkitConfig(
    new ConfigReader({ driverToolkit: { kernelSources: [source] } }),
  ).kernelSources[0];
}

function problem(source: JsonObject): string {
  try {
    read(source);
  } catch (error) {
    return toError(error).message;
  }
  return 'none';
}

describe('a kernel source of type openshift', () => {
  it('needs only the first release', () => {
    expect(read(OPENSHIFT)).toEqual({
      ...OPENSHIFT,
      title: 'openshift',
      graph: 'https://api.openshift.com/api/upgrades_info/v1/graph',
      insecure: false,
      architectures: ['x86_64'],
      schedule: { frequency: { hours: 6 }, timeout: { minutes: 30 } },
    });
  });

  it('accepts every key', () => {
    const config = {
      ...OPENSHIFT,
      title: 'OpenShift',
      graph: 'https://updates.example.com/graph',
      channels: ['stable-4.16', 'candidate-4.17', 'eus-4.16'],
      pullSecret: '/run/secrets/pull-secret.json',
      insecure: true,
      tls: { ca: 'ca.pem' },
      architectures: ['x86_64', 'aarch64'],
      keepLatest: 50,
      schedule: { frequency: { days: 1 }, timeout: { hours: 1 } },
      baseImage: 'registry.access.redhat.com/ubi9/ubi:latest',
    };

    expect(read(config)).toEqual(config);
  });

  it.each([
    'http://127.0.0.1:8080/graph',
    'http://localhost/graph',
    'http://[::1]:80/graph',
    'https://10.0.0.1/graph',
  ])('accepts the graph %s', graph => {
    expect(read({ ...OPENSHIFT, graph })).toMatchObject({ graph });
  });

  it.each([
    'http://updates.example.com/graph',
    'http://127.0.0.1.example.com/graph',
    'https://user:hunter2@updates.example.com/graph',
    'https://updates.example.com/graph?channel=stable-4.16',
    'ftp://updates.example.com/graph',
    'file:///etc/passwd',
    'updates.example.com/graph',
  ])('refuses the graph %s', graph => {
    const message = problem({ ...OPENSHIFT, graph });

    expect(message).toMatch(
      `${KEY}.graph must be the https address of an update graph (http on this machine alone), with no user name, password or query`,
    );
    expect(message).not.toContain('hunter2');
  });

  it.each<[string, JsonObject, string]>([
    [
      'neither channels nor since',
      { since: undefined },
      `${KEY}.channels is missing; it must be a list of one or more different update channels, such as 'stable-4.16', unless since says which release is the first.`,
    ],
    [
      'no channel',
      { channels: [] },
      `${KEY}.channels must be a list of one or more different update channels, such as 'stable-4.16', but is an empty list.`,
    ],
    [
      'an invalid channel',
      { channels: ['stable 4.16&arch=x'] },
      `${KEY}.channels[0] must be an update channel, such as 'stable-4.16', but is 'stable 4.16&arch=…'.`,
    ],
    [
      'a channel twice',
      { channels: ['stable-4.16', 'stable-4.16'] },
      `${KEY}.channels must be a list of one or more different update channels, such as 'stable-4.16', but has 'stable-4.16' twice.`,
    ],
    [
      'a minor version to begin with',
      { since: '4.8' },
      `${KEY}.since must be an OpenShift version, such as '4.8.0', but is '4.8'.`,
    ],
    [
      'a number to begin with',
      { since: 4.8 },
      `${KEY}.since must be an OpenShift version, such as '4.8.0', but is 4.8.`,
    ],
  ])('refuses %s', (_, overrides, expected) => {
    const { since, ...rest } = OPENSHIFT;
    expect(
      problem(
        'since' in overrides && overrides.since === undefined
          ? rest
          : { ...rest, since, ...overrides },
      ),
    ).toBe(expected);
  });
});

describe('a kernel source of type imageLabel', () => {
  it('needs only an image', () => {
    expect(read(BOOTC)).toEqual({
      ...BOOTC,
      title: 'bootc',
      label: 'ostree.linux',
      insecure: false,
      architectures: ['x86_64'],
      schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
    });
  });

  it.each<[JsonObject, string]>([
    [
      { images: [] },
      `${KEY}.images must be a list of one or more different image references, but is an empty list.`,
    ],
    [
      { images: [BOOTC.images[0], BOOTC.images[0]] },
      `${KEY}.images must be a list of one or more different image references, but has '${BOOTC.images[0]}' twice.`,
    ],
    [
      { images: ['quay.io/Upper'] },
      `${KEY}.images[0] must be an image reference, such as 'quay.io/centos/centos:stream9', but is 'quay.io/Upper'.`,
    ],
    [{ label: '' }, `${KEY}.label must be the name of a label, but is ''.`],
  ])('refuses %j', (overrides, expected) => {
    expect(problem({ ...BOOTC, ...overrides })).toBe(expected);
  });
});
