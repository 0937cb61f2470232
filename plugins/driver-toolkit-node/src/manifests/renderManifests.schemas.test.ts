import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError, isError } from '@backstage/errors';
import { parseUnameRelease } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import Ajv from 'ajv';
import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { drivers } from '../driver/__testUtils__/arbitraryDriver';
import { KMM_SCHEMAS } from './__testUtils__/kmmSchema';
import { kubernetesProblems } from './__testUtils__/kubernetesProblems';
import { MANIFEST_KINDS } from './ManifestOptions';
import { kernelLabelValue, objectName } from './names';
import { renderManifests } from './renderManifests';

jest.setTimeout(120_000);

type Schema = { [key: string]: any };

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
const validators = Object.fromEntries(
  Object.entries(KMM_SCHEMAS).map(([kind, schema]) => [
    kind,
    ajv.compile(schema),
  ]),
);

function problemsOf(object: Schema): unknown[] {
  const validate = validators[object.kind];
  if (!validate) {
    return kubernetesProblems(object as never);
  }
  validate(object);
  return validate.errors ?? [];
}

/** KMM's own definitions, if they are next to the checkout. */
const folder = resolve(__dirname, '../../../../../shared/data/kmm');
const definitions: Record<string, Record<string, Schema>> = Object.fromEntries(
  (existsSync(folder) ? readdirSync(folder) : []).map(file => {
    const { spec } = parse(readFileSync(join(folder, file), 'utf8'));
    return [
      spec.names.kind,
      Object.fromEntries(
        spec.versions.map((version: Schema) => [
          version.name,
          version.schema.openAPIV3Schema,
        ]),
      ),
    ];
  }),
);

/** `uname -r` of kernels that exist, and of odd ones that could. */
const unameReleases = fc
  .oneof(
    fc.constantFrom(
      '5.14.0-391.el9.x86_64',
      '5.14.0-427.18.1.el9_4.x86_64+rt',
      '5.14.0-284.36.1.rt14.321.el9_2.x86_64',
      '5.14.0-570.12.1.el9_6.aarch64+64k-debug',
      '5.15.0-300.163.18.el9uek.x86_64.debug',
      '6.17.1-300.fc43.s390x',
    ),
    fc.stringMatching(/^[0-9][0-9._]{0,6}-[0-9a-zA-Z._+]{1,40}\.x86_64$/),
  )
  .filter(unameRelease => {
    try {
      parseUnameRelease(unameRelease);
      return true;
    } catch {
      return false;
    }
  });
const name = fc.stringMatching(
  /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
);

const options = fc.record(
  {
    name,
    kinds: fc.constantFrom(
      ...MANIFEST_KINDS.filter(kind => kind !== 'bootc').map(kind => [kind]),
      ['kmm', 'preflight', 'openshift'] as const,
    ),
    kernels: fc.array(
      fc.record(
        {
          unameRelease: unameReleases,
          digest: fc.constant(`sha256:${'ab'.repeat(32)}`),
          toolkitImage: fc.constant('registry.example.com/dtk:1'),
        },
        { requiredKeys: ['unameRelease'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    namespace: fc.constantFrom('drivers', 'a'),
    imagePullSecret: fc.constantFrom('registry', 'a.b'),
    pin: fc.boolean(),
    orderedUpgrade: fc.boolean(),
    probes: fc.boolean(),
    firmwarePath: fc.constant('/var/lib/firmware'),
    tolerations: fc.constant([{ operator: 'Exists' as const }]),
    selector: fc.constant({ a: 'b' }),
  },
  { requiredKeys: ['name', 'kinds', 'kernels'] },
);

/** Calls `check` with each object of any driver's manifests. */
function eachObject(check: (object: Schema) => void) {
  let rendered = 0;
  fc.assert(
    fc.property(drivers, options, (driver, chosen) => {
      let files;
      try {
        ({ files } = renderManifests(
          {
            ...driver,
            image: 'registry.example.com/drivers/acme',
            firmware: driver.replaces && ['firmware/a'],
          },
          chosen,
        ));
      } catch (error) {
        if (isError(error) && error.name === InputError.name) {
          return; // A kernel that the driver does not support, and the like.
        }
        throw error;
      }
      for (const { content } of files) {
        for (const document of parseAllDocuments(content, {
          version: '1.1',
        })) {
          expect(document.errors).toEqual([]);
          rendered++;
          check(document.toJS());
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(rendered).toBeGreaterThan(100);
}

describe('manifests of any driver', () => {
  it('are what Kubernetes and our schema of KMM’s kinds accept', () => {
    const kinds = new Set<string>();
    eachObject(object => {
      kinds.add(object.kind);
      expect(problemsOf(object)).toEqual([]);
    });
    expect([...kinds].sort()).toEqual([
      'DaemonSet',
      'Module',
      'PreflightValidation',
      'PreflightValidationOCP',
      'RoleBinding',
      'ServiceAccount',
    ]);
  });

  it('have labels and names that Kubernetes accepts', () => {
    const label = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
    const dnsName =
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
    eachObject(({ metadata, spec }) => {
      expect(metadata.name).toMatch(dnsName);
      expect(metadata.name.length).toBeLessThanOrEqual(63);
      for (const value of Object.values({
        ...metadata.labels,
        ...spec?.selector?.matchLabels,
        ...spec?.template?.spec.nodeSelector,
      })) {
        expect(value).toMatch(label);
      }
    });
  });

  it('have different names and labels for different kernels', () => {
    fc.assert(
      fc.property(unameReleases, unameReleases, name, (one, two, prefix) => {
        fc.pre(one !== two);
        expect(objectName(prefix, one)).not.toBe(objectName(prefix, two));
        expect(kernelLabelValue(one)).not.toBe(kernelLabelValue(two));
      }),
      { numRuns: 2_000 },
    );
    const similar = ['5.14.0-1.el9_4', '5.14.0-1.el9-4', '5.14.0-1.el9.4'];
    expect(
      new Set(similar.map(kernel => objectName('a', `${kernel}.x86_64`))).size,
    ).toBe(3);
  });

  it('notice fields that Kubernetes does not have', () => {
    const problems = kubernetesProblems({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'a' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { spec: { containers: [{ name: 'c', imagge: 'd' }] } },
      },
    } as never);
    expect(problems).toEqual([
      '/spec/template/spec/containers/0/imagge is unknown',
    ]);
  });
});

if (Object.keys(definitions).length > 0) {
  describe('with KMM’s own definitions', () => {
    const definitionOf = (kind: string, apiVersion: string) =>
      definitions[kind][apiVersion.split('/')[1]];

    it('manifests are accepted, without unknown fields', () => {
      const strict = new Map<string, ReturnType<typeof ajv.compile>>();
      eachObject(object => {
        const { kind, apiVersion } = object;
        if (!(kind in KMM_SCHEMAS)) {
          return;
        }
        const validate =
          strict.get(kind) ??
          ajv.compile(withoutOthers(definitionOf(kind, apiVersion)));
        strict.set(kind, validate);
        validate({ ...object, metadata: {} });
        expect(validate.errors ?? []).toEqual([]);
      });
      expect([...strict.keys()].sort()).toEqual(
        Object.keys(KMM_SCHEMAS).sort(),
      );
    });

    it.each(Object.entries(KMM_SCHEMAS))(
      'our schema of %s is narrower',
      (kind, { properties }) => {
        const [apiVersion] = properties.apiVersion.enum;
        const { spec } = definitionOf(kind, apiVersion).properties;
        expect(differences(properties.spec, spec)).toEqual([]);
      },
    );
  });
}

/** A definition that refuses fields which Kubernetes would drop. */
function withoutOthers(schema: Schema): Schema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items && { items: withoutOthers(items) }),
    ...(properties &&
      schema.type === 'object' && {
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries<Schema>(properties).map(([key, value]) => [
            key,
            withoutOthers(value),
          ]),
        ),
      }),
  };
}

/** What a schema has that another does not, or allows that the other refuses. */
function differences(own: Schema, other: Schema, path = ''): string[] {
  if (other === undefined) {
    return [`${path} is unknown`];
  }
  return [
    ...(own.type === other.type ? [] : [`${path} is a ${other.type}`]),
    ...(other.required ?? [])
      .filter((key: string) => !own.required?.includes(key))
      .map((key: string) => `${path}/${key} is required`),
    ...(own.items ? differences(own.items, other.items, `${path}[]`) : []),
    ...Object.entries<Schema>(own.properties ?? {}).flatMap(([key, value]) =>
      differences(value, other.properties?.[key], `${path}/${key}`),
    ),
  ];
}
