import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { text } from '../driver/__testUtils__/arbitraryDriver';
import { DIGEST, IMAGE, KERNEL, render } from './__testUtils__/render';

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

  it('writes any parameter as it is, by its own shell commands', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootc-'));
    ['modules-load.d', 'modprobe.d'].forEach(name =>
      mkdirSync(join(folder, name)),
    );
    const value = text.filter(any => !any.includes('"'));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), values => {
        const parameters = Object.fromEntries(
          values.map((any, index) => [`p${index}`, any]),
        );
        const [{ content }] = render(['bootc'], {
          modules: [{ name: 'acme', parameters }],
        }).files;
        for (const [, command] of content
          .replace(/\\\n/g, '')
          .matchAll(/^RUN (printf .+)$/gm)) {
          execFileSync('sh', [
            '-c',
            command.replace('> /usr/lib/', `> ${folder}/`),
          ]);
        }
        const options = values.map((any, index) =>
          any.includes(' ') ? `p${index}="${any}"` : `p${index}=${any}`,
        );
        expect(readFileSync(join(folder, 'modprobe.d/acme.conf'), 'utf8')).toBe(
          `options acme ${options.join(' ')}\n`,
        );
        expect(
          readFileSync(join(folder, 'modules-load.d/acme.conf'), 'utf8'),
        ).toBe('acme\n');
      }),
      { numRuns: 50 },
    );
    rmSync(folder, { recursive: true });
  });
});
