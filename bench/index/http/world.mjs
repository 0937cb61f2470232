// A mirror and a registry on loopback with any number of kernels and their images, in a separate process:
// `node world.mjs <kernels>` prints `{ "mirror": url, "registry": host, "control": url }`. Post
// `{ "addKernel": kernel }` to `control` to add one to the mirror.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { portOf } from '../../../lab/process/port.mjs';

/**
 * @import { IncomingMessage } from 'node:http'
 *
 * @typedef {{ status?: number, headers?: import('node:http').OutgoingHttpHeaders, body?: string | Buffer }} Answer
 */

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const PAGE = 1000;
const count = Number(process.argv[2]);
const kernels = Array.from(
  { length: count },
  (_, i) => `5.14.0-${Math.floor(i / 10) + 1}.${(i % 10) + 1}.1.el9_4`,
);

let mirrorFiles = createMirrorFiles();
const mirror = await serve(({ url = '' }) => {
  const body = mirrorFiles[url];
  return body === undefined ? { status: 404 } : { body };
});
const registry = await serve(createRegistry());
const control = await serve(async request => {
  if (request.method !== 'POST' || request.url !== '/control') {
    return { status: 404 };
  }
  const { addKernel } = /** @type {{ addKernel: string }} */ (
    await json(request)
  );
  kernels.push(addKernel);
  mirrorFiles = createMirrorFiles();
  return { status: 204 };
});
process.stdout.write(
  `${JSON.stringify({
    mirror: `http://127.0.0.1:${mirror}/`,
    registry: `127.0.0.1:${registry}`,
    control: `http://127.0.0.1:${control}/control`,
  })}\n`,
);

/** @returns {Record<string, string | Buffer>} */
function createMirrorFiles() {
  const packages = kernels.flatMap(kernel =>
    ['core', 'devel'].map(part => packageEntry(kernel, part)),
  );
  const primary = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${
      packages.length
    }">${packages.join('')}</metadata>`,
  );
  const compressed = gzipSync(primary);
  const repomd = `<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><checksum type="sha256">${sha256(
    compressed,
  )}</checksum><open-checksum type="sha256">${sha256(
    primary,
  )}</open-checksum><location href="repodata/primary.xml.gz"/><size>${
    compressed.length
  }</size><open-size>${primary.length}</open-size></data></repomd>`;
  return {
    '/repodata/repomd.xml': repomd,
    '/repodata/primary.xml.gz': compressed,
  };
}

/**
 * @param {string} kernel
 * @param {string} part
 */
function packageEntry(kernel, part) {
  const [version, release] = kernel.split('-');
  return `<package type="rpm"><name>kernel-${part}</name><arch>x86_64</arch><version epoch="0" ver="${version}" rel="${release}"/><format><rpm:sourcerpm>kernel-${kernel}.src.rpm</rpm:sourcerpm><rpm:provides><rpm:entry name="kernel-${part}-uname-r" flags="EQ" epoch="0" ver="${version}" rel="${release}.x86_64"/></rpm:provides></format></package>`;
}

/** @returns {(request: IncomingMessage) => Answer} */
function createRegistry() {
  const prefix = '/v2/dtk/driver-toolkit/';
  const images = new Map();
  const contents = new Map();
  for (const kernel of kernels) {
    const config = JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      created: '2026-01-01T00:00:00Z',
      config: {
        Labels: {
          'kernel-version': kernel,
          'org.opencontainers.image.base.digest': `sha256:${'1'.repeat(64)}`,
        },
      },
    });
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
      layers: [
        descriptor(kernel, 'application/vnd.oci.image.layer.v1.tar+gzip'),
      ],
    });
    const digest = `sha256:${sha256(manifest)}`;
    images.set(kernel, digest);
    contents.set(digest, manifest);
    contents.set(`sha256:${sha256(config)}`, config);
  }
  const tags = [...images.keys()].sort();
  return ({ url = '' }) => {
    const { pathname, searchParams } = new URL(url, 'http://registry');
    if (!pathname.startsWith(prefix)) {
      return { status: pathname === '/v2/' ? 200 : 404 };
    }
    const [kind, name] = pathname.slice(prefix.length).split('/');
    if (kind === 'tags') {
      const start = tags.findIndex(
        tag => tag > (searchParams.get('last') ?? ''),
      );
      const page = start < 0 ? [] : tags.slice(start, start + PAGE);
      const more = start >= 0 && start + PAGE < tags.length;
      return {
        body: JSON.stringify({ name: 'dtk/driver-toolkit', tags: page }),
        headers: more
          ? {
              link: `<${prefix}tags/list?n=${PAGE}&last=${page.at(
                -1,
              )}>; rel="next"`,
            }
          : undefined,
      };
    }
    const digest = images.get(name) ?? name;
    const body = contents.get(digest);
    return body === undefined
      ? {
          status: 404,
          body: '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"unknown"}]}',
        }
      : {
          body,
          headers: {
            'docker-content-digest': digest,
            'content-type':
              kind === 'manifests' ? MANIFEST : 'application/octet-stream',
          },
        };
  };
}

/**
 * @param {string} content
 * @param {string} mediaType
 */
function descriptor(content, mediaType) {
  return {
    mediaType,
    digest: `sha256:${sha256(content)}`,
    size: Buffer.byteLength(content),
  };
}

/** @param {string | Buffer} content */
function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** @param {(request: IncomingMessage) => Answer | Promise<Answer>} answer */
async function serve(answer) {
  const server = createServer(async (request, response) => {
    const { status = 200, headers, body = '' } = await answer(request);
    response.writeHead(status, {
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return portOf(server);
}
