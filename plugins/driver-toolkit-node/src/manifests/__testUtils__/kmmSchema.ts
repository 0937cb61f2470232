/** A name or a label's part of Kubernetes. */
const name = {
  type: 'string',
  maxLength: 63,
  pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$',
};
const texts = { type: 'array', minItems: 1, items: { type: 'string' } };
const namespaced = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'namespace'],
  properties: { name, namespace: name },
};
const image = {
  type: 'string',
  pattern:
    '^[a-z0-9.:\\[\\]-]+(/[a-z0-9._-]+)+(:([A-Za-z0-9_.-]|\\$\\{KERNEL_FULL_VERSION\\})+|@sha256:[0-9a-f]{64})$',
};

/** `spec` of a `Module`, as far as it is rendered. */
const moduleSpec = {
  type: 'object',
  additionalProperties: false,
  required: ['moduleLoader', 'selector'],
  properties: {
    moduleLoader: {
      type: 'object',
      additionalProperties: false,
      required: ['container'],
      properties: {
        container: {
          type: 'object',
          additionalProperties: false,
          required: ['modprobe', 'kernelMappings'],
          properties: {
            version: {
              type: 'string',
              maxLength: 63,
              pattern: '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$',
            },
            modprobe: {
              type: 'object',
              additionalProperties: false,
              required: ['moduleName', 'dirName'],
              properties: {
                moduleName: { type: 'string' },
                dirName: { type: 'string', enum: ['/opt'] },
                firmwarePath: { type: 'string', enum: ['/opt/lib/firmware'] },
                parameters: {
                  ...texts,
                  items: {
                    type: 'string',
                    pattern: '^[A-Za-z_][A-Za-z0-9_-]*=',
                  },
                },
                modulesLoadingOrder: { ...texts, minItems: 2 },
              },
            },
            inTreeModulesToRemove: texts,
            kernelMappings: {
              type: 'array',
              minItems: 1,
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['containerImage'],
                oneOf: [{ required: ['literal'] }, { required: ['regexp'] }],
                properties: {
                  literal: { type: 'string' },
                  regexp: { type: 'string', pattern: '^\\^.+\\$$' },
                  containerImage: image,
                },
              },
            },
          },
        },
      },
    },
    imageRepoSecret: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: { ...name, maxLength: 253 } },
    },
    selector: {
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: 'string' },
    },
    tolerations: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['operator'],
        properties: {
          key: { type: 'string' },
          operator: { type: 'string', enum: ['Exists', 'Equal'] },
          value: { type: 'string' },
          effect: {
            type: 'string',
            enum: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
          },
        },
      },
    },
  },
};

const preflight = {
  kernelVersion: { type: 'string' },
  pushBuiltImage: { type: 'boolean' },
};

function kind(
  what: string,
  apiVersion: string,
  metadata: object,
  spec: object,
) {
  return {
    type: 'object',
    additionalProperties: false,
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { type: 'string', enum: [`kmm.sigs.x-k8s.io/${apiVersion}`] },
      kind: { type: 'string', enum: [what] },
      metadata,
      spec,
    },
  };
}

function preflightKind(what: string, more: object = {}) {
  return kind(
    what,
    'v1beta2',
    {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kernelVersion', 'pushBuiltImage'],
      properties: { ...preflight, ...more },
    },
  );
}

/**
 * The kinds of Kernel Module Management that are rendered, narrower than KMM's
 * own definitions: only what is rendered, in the form that it has.
 */
export const KMM_SCHEMAS = {
  Module: kind('Module', 'v1beta1', namespaced, moduleSpec),
  PreflightValidation: preflightKind('PreflightValidation'),
  PreflightValidationOCP: preflightKind('PreflightValidationOCP', {
    dtkImage: { type: 'string' },
  }),
};
