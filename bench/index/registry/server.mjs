// A registry with one repository on loopback, in a separate process: answers the read requests of the distribution
// specification from memory, and counts them.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { portOf } from '../../../lab/process/port.mjs';

/**
 * @typedef {object} Content
 * @property {Buffer} body
 * @property {Record<'content-type' | 'docker-content-digest' | 'etag', string> & { 'content-length': number }} headers
 *
 * @typedef {{ architecture: string, content: Content }} PlatformImage
 */

const REPOSITORY = 'bench/driver-toolkit';
const PREFIX = `/v2/${REPOSITORY}/`;
const PAGE_SIZE = 1000;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** @type {import('./startRegistry.mjs').RegistryOptions} */
const options = JSON.parse(process.argv[2]);
/** @type {Map<string, Content>} */
const tags = new Map();
/** @type {Map<string, Content>} */
const contents = new Map();
for (let build = 0; build < options.tags; build++) {
  const images = options.architectures.map(name => addImage(name, build));
  tags.set(
    `5.14.0-${build}.el9`,
    images.length === 1 ? images[0].content : addIndex(images),
  );
}
const names = [...tags.keys()].sort();
/** @type {Record<string, number>} */
let requests = {};
/** Manifests and configs with a body in the answer. */
let bodies = 0;

const server = createServer((request, response) => {
  const { method, url = '', headers } = request;
  if (url === '/counts') {
    response.end(JSON.stringify({ requests, bodies }));
    requests = {};
    bodies = 0;
    return;
  }
  if (url === '/v2/') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    return;
  }
  const [kind, name] = url.startsWith(PREFIX)
    ? url.slice(PREFIX.length).split('/')
    : [];
  count(method, kind, name);
  if (kind === 'tags') {
    sendTags(response, new URL(url, 'http://localhost').searchParams);
    return;
  }
  if (kind === 'referrers' && options.referrers) {
    const body = '{"schemaVersion":2,"manifests":[]}';
    response.writeHead(200, { 'content-type': INDEX }).end(body);
    return;
  }
  const content =
    kind === 'manifests'
      ? tags.get(name) ?? contents.get(name)
      : kind === 'blobs' && contents.get(name);
  if (!content) {
    const body = '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}';
    response.writeHead(404, { 'content-type': 'application/json' }).end(body);
  } else if (headers['if-none-match'] === content.headers.etag) {
    response.writeHead(304, { etag: content.headers.etag }).end();
  } else {
    response.writeHead(200, content.headers);
    if (method === 'HEAD') {
      response.end();
    } else {
      bodies += 1;
      response.end(content.body);
    }
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  process.send?.({ host: `127.0.0.1:${portOf(server)}` }),
);
process.on('disconnect', () => process.exit());

/**
 * @param {string | undefined} method
 * @param {string} kind
 * @param {string} name
 */
function count(method, kind, name) {
  const what =
    kind === 'manifests' && tags.has(name) ? 'manifest by tag' : kind;
  const key = `${method} ${what}`;
  requests[key] = (requests[key] ?? 0) + 1;
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {URLSearchParams} query
 */
function sendTags(response, query) {
  const last = query.get('last') ?? '';
  const size = Math.min(Number(query.get('n') ?? PAGE_SIZE), PAGE_SIZE);
  const start = last === '' ? 0 : names.indexOf(last) + 1;
  const page = names.slice(start, start + size);
  const next = `${PREFIX}tags/list?n=${size}&last=${page.at(-1)}`;
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(start + size < names.length && { link: `<${next}>; rel="next"` }),
  });
  response.end(JSON.stringify({ name: REPOSITORY, tags: page }));
}

/**
 * @param {string} architecture
 * @param {number} build
 */
function addImage(architecture, build) {
  const layers = [1, 2, 3].map(number => ({
    mediaType: LAYER,
    digest: digestOf(Buffer.from(`${architecture} ${number}`)),
    size: 90_000_000 + number + build,
  }));
  const config = add(CONFIG, {
    architecture,
    os: 'linux',
    created: new Date(1_700_000_000_000 + build * 60_000).toISOString(),
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'],
      Labels: {
        'kernel-version': `5.14.0-${build}.el9`,
        'rhel-version': '9.0',
        'io.k8s.description': 'Driver Toolkit, for building kernel modules',
        'org.opencontainers.image.revision': digestOf(Buffer.from(`${build}`)),
      },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    history: layers.map(({ digest }) => ({ created_by: `RUN ${digest}` })),
  });
  const content = add(MANIFEST, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe(config),
    layers,
  });
  return { architecture, content };
}

/** @param {PlatformImage[]} images */
function addIndex(images) {
  return add(INDEX, {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: images.map(({ architecture, content }) => ({
      ...describe(content),
      platform: { architecture, os: 'linux' },
    })),
  });
}

/**
 * @param {string} mediaType
 * @param {object} value
 */
function add(mediaType, value) {
  const body = Buffer.from(JSON.stringify(value));
  const digest = digestOf(body);
  const content = {
    body,
    headers: {
      'content-type': mediaType,
      'content-length': body.length,
      'docker-content-digest': digest,
      etag: `"${digest}"`,
    },
  };
  contents.set(digest, content);
  return content;
}

/** @param {Content} content */
function describe({ body, headers }) {
  return {
    mediaType: headers['content-type'],
    digest: headers['docker-content-digest'],
    size: body.length,
  };
}

/** @param {Buffer} body */
function digestOf(body) {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
