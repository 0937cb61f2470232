import { createHash } from 'node:crypto';
import type {
  ReceivedRequest,
  TestAnswer,
} from '../../../http/__testUtils__/TestServer';
import type { Content } from '../../__testUtils__/imageContent';
import {
  failure,
  type Interception,
  type TestRegistry,
} from '../../__testUtils__/TestRegistry';

const UPLOAD = '/uploads/one?state=open';

/**
 * Lets a registry accept blobs and manifests, and list referrers if it has the
 * referrers API.
 *
 * @param around - Answers instead of the registry.
 */
export function acceptUploads(
  registry: TestRegistry,
  around: Interception = () => undefined,
): void {
  registry.intercept = request =>
    around(request) ?? answerUpload(registry, request);
}

function answerUpload(
  registry: TestRegistry,
  request: ReceivedRequest,
): TestAnswer | undefined {
  const { method, body } = request;
  const url = new URL(request.url, registry.origin);
  const mediaType = request.headers['content-type'] ?? '';
  const content = { digest: digestOf(body), mediaType, body };
  if (method === 'POST') {
    return { status: 202, headers: { location: UPLOAD } };
  }
  if (method !== 'PUT') {
    return undefined;
  }
  if (url.pathname.startsWith('/uploads/')) {
    const isWhole =
      url.searchParams.get('digest') === content.digest &&
      url.searchParams.get('state') === 'open';
    return isWhole
      ? takeBlob(registry, content)
      : failure(400, 'DIGEST_INVALID');
  }
  return takeManifest(registry, url.pathname.split('/').at(-1)!, content);
}

function takeBlob(registry: TestRegistry, content: Content): TestAnswer {
  registry.addContent(content);
  return { status: 201 };
}

function takeManifest(
  registry: TestRegistry,
  name: string,
  content: Content,
): TestAnswer {
  const headers: Record<string, string> = {
    'docker-content-digest': content.digest,
  };
  const { subject, artifactType, annotations } = JSON.parse(
    content.body.toString('utf8'),
  );
  if (name === content.digest) {
    registry.addContent(content);
  } else {
    registry.addTag(name, content);
  }
  if (subject && registry.referrers) {
    const before = registry.referrers.get(subject.digest)?.body.toString();
    const { manifests } = JSON.parse(before ?? '{"manifests":[]}');
    const { mediaType, digest, body } = content;
    const list = Buffer.from(
      JSON.stringify({
        manifests: [
          ...manifests,
          { mediaType, digest, size: body.length, artifactType, annotations },
        ],
      }),
    );
    registry.referrers.set(subject.digest, { ...content, body: list });
    headers['oci-subject'] = subject.digest;
  }
  return { status: 201, headers };
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
