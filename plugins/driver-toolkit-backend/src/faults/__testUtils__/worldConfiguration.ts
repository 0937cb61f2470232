import type { JsonObject } from '@backstage/types';

/** The world's only kernel source. */
export const SOURCE = 'stream';
/** The image repository of its images. */
export const REPOSITORY = 'lab';

/** Configuration of the backends of a {@link BackendWorld}. */
export function worldConfiguration(world: {
  database: JsonObject;
  /** The token that clients send. */
  token: string;
  /** URL of the kernels' repository. */
  mirror: string;
  /** Registry and namespace of all images. */
  registry: string;
  containerfile: string;
  builder: { concurrency?: number; extraArguments?: string[] };
}): JsonObject {
  const { database, token, mirror, registry, containerfile, builder } = world;
  return {
    app: { baseUrl: 'http://localhost' },
    backend: {
      listen: { host: '127.0.0.1' },
      database,
      auth: {
        externalAccess: [
          { type: 'static', options: { token, subject: 'faults' } },
        ],
      },
    },
    driverToolkit: {
      kernelSources: [
        {
          id: SOURCE,
          type: 'rpm',
          title: 'CentOS Stream 9',
          repositories: [mirror],
          architectures: ['x86_64'],
        },
      ],
      imageRepositories: [
        {
          id: REPOSITORY,
          title: 'Lab registry',
          image: `${registry}/driver-toolkit`,
          kernelSources: [SOURCE],
          push: true,
          insecure: true,
        },
      ],
      toolkit: { containerfile, baseImage: `${registry}/base:9` },
      builders: [
        {
          id: 'local',
          type: 'podman',
          architectures: ['x86_64'],
          packageCache: { maxBytes: 0 },
          ...builder,
          extraArguments: ['--network=host', ...(builder.extraArguments ?? [])],
        },
      ],
    },
  };
}

/**
 * The smallest image that passes for a toolkit, made by one step that waits at
 * a gate. The gate tells the step how many bytes to add and, optionally, which
 * file to create. Its shell has almost no other programs.
 *
 * @param gate - the path that the step reads from
 */
export function worldContainerfile(gate: string): string {
  return `ARG BASE_IMAGE
FROM \${BASE_IMAGE}
ARG KERNEL_VERSION
RUN read ballast file < ${gate}; \\
    printf "" > "/\${file:-ballast}" && \\
    printf "%\${ballast:-0}s" "" > /ballast && \\
    printf '{ "KERNEL_VERSION": "%s" }' "$KERNEL_VERSION" > /etc/driver-toolkit-release.json
LABEL kernel-version="\${KERNEL_VERSION}"
`;
}
