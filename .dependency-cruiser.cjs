const BACKEND = 'plugins/driver-toolkit-backend/src';
const NODE = 'plugins/driver-toolkit-node/src';
const COMMON = 'plugins/driver-toolkit-common/src';
const FRONTEND = 'plugins/driver-toolkit/src';
const CATALOG = 'plugins/catalog-backend-module-driver-toolkit/src';
const CLI = 'packages/cli/src';
const SCAFFOLDER = 'plugins/scaffolder-backend-module-driver-toolkit/src';

/** Files for tests only. */
const TESTS = '(__testUtils__|/faults/|\\.test\\.|setupTests)';

/**
 * The rooms of each package, from the bottom up: a room may use those before it, never those after
 * it. docs/architecture.md describes each. A room is a folder of `src`, or a file if its name has an
 * extension.
 */
const FLOORS = {
  [COMMON]: [
    'annotations.ts',
    'permissions.ts',
    'refuseHiddenCharacters.ts',
    'signals.ts',
    'api',
    'kernel',
    'driver',
    'buildEntityRef.ts',
    'platformState.ts',
    'index.ts',
  ],
  [NODE]: [
    'http',
    'compression',
    'modules',
    'parseImageReference.ts',
    'config',
    'registry',
    'driver',
    'manifests',
    'builders',
    'sources',
    'matrix',
    'index.ts',
  ],
  [BACKEND]: [
    'machine',
    'builders',
    'inspection',
    'plans',
    'database',
    'modules',
    'registries',
    'trust',
    'logs',
    'index',
    'coverage',
    'drivers',
    'builds',
    'notifications',
    'libraries',
    'access',
    'actions',
    'http',
    'wiring',
    'plugin.ts',
    'index.ts',
  ],
  [FRONTEND]: [
    'routes.ts',
    'api',
    'translation',
    'navigation',
    'permission',
    'display',
    'log',
    'sources',
    'builders',
    'verdicts',
    'builds',
    'libraries',
    'kernels',
    'coverage',
    'entity',
    'extensions',
    'plugin.tsx',
    'legacy',
    'index.ts',
    'legacy.ts',
    'translations.ts',
  ],
  [CATALOG]: [
    'toEntities.ts',
    'DriverToolkitEntityProvider.ts',
    'Coalescer.ts',
    'module.ts',
    'index.ts',
  ],
  [SCAFFOLDER]: [
    'resolveImage',
    'awaitEntity',
    'build',
    'module.ts',
    'index.ts',
  ],
  [CLI]: [
    'ExitCode.ts',
    'CommandContext.ts',
    'config',
    'output',
    'readings',
    'matrix',
    'manifests',
    'commands',
    'run.ts',
    'index.ts',
  ],
};

/** Matches the files of rooms of a package. */
const inRooms = (source, rooms) =>
  `^${source}/(${rooms
    .map(room =>
      room.includes('.') ? `${room.replaceAll('.', '\\.')}$` : `${room}/`,
    )
    .join('|')})`;

/** Packages of this repository that each package may use. */
const PACKAGES = {
  [COMMON]: [],
  [NODE]: ['common'],
  [BACKEND]: ['common', 'node'],
  [FRONTEND]: ['common'],
  [CATALOG]: ['common'],
  [SCAFFOLDER]: ['common'],
  [CLI]: ['common', 'node'],
};

const climbs = Object.entries(FLOORS).flatMap(([source, rooms]) =>
  rooms.slice(0, -1).map((room, floor) => ({
    name: `no-way-up-from-${room}`,
    comment: `${room} may not use a room above it.`,
    severity: 'error',
    from: { path: inRooms(source, [room]), pathNot: TESTS },
    to: { path: inRooms(source, rooms.slice(floor + 1)) },
  })),
);

const outsiders = Object.entries(PACKAGES).map(([source, allowed]) => ({
  name: `no-foreign-package-in-${source.split('/')[1]}`,
  comment: `It may use ${
    allowed.join(' and ') || 'no package of this repository'
  } alone.`,
  severity: 'error',
  from: { path: `^${source}/`, pathNot: TESTS },
  to: {
    path: '^(plugins|packages)/',
    pathNot: [
      source.replace(/src$/, ''),
      ...allowed.map(name => `plugins/driver-toolkit-${name}/`),
    ].map(path => `^${path}`),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment:
        'Two files that need each other are one, or a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...climbs,
    ...outsiders,
    {
      name: 'no-unnamed-room',
      comment:
        'A new folder of `src`, or a new file in it, gets its floor in .dependency-cruiser.cjs.',
      severity: 'error',
      from: {},
      to: {
        path: Object.keys(FLOORS).map(source => `^${source}/`),
        pathNot: [
          ...Object.entries(FLOORS).map(([source, rooms]) =>
            inRooms(source, rooms),
          ),
          TESTS,
        ],
      },
    },
    {
      name: 'no-way-through-a-door',
      comment: 'Doors know rooms. Rooms never know doors.',
      severity: 'error',
      from: {
        path: `^${BACKEND}/([^/]+)`,
        pathNot: [`^${BACKEND}/plugin\\.ts`, TESTS],
      },
      to: {
        path: `^${BACKEND}/(http|actions)/`,
        pathNot: `^${BACKEND}/$1/`,
      },
    },
    {
      name: 'podman-is-one-builder',
      comment:
        'What builds images is known by its interface, which driver-toolkit-node has.',
      severity: 'error',
      from: {
        path: `^${BACKEND}/`,
        pathNot: [
          `^${BACKEND}/builders/podman/`,
          `^${BACKEND}/plugin\\.ts`,
          TESTS,
        ],
      },
      to: { path: `^${BACKEND}/builders/podman/` },
    },
    {
      name: 'everything-is-found',
      comment: 'What cannot be resolved, no other rule can see.',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { couldNotResolve: true },
    },
    {
      name: 'one-place-for-processes',
      comment:
        'Builders start processes; machine/runProgram.ts starts programs for others.',
      severity: 'error',
      from: {
        path: `^${BACKEND}/`,
        pathNot: [
          `^${BACKEND}/builders/`,
          `^${BACKEND}/machine/runProgram\\.ts`,
          TESTS,
        ],
      },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'no-node-in-a-browser',
      comment:
        'The frontend and what it shares with the backend run in browsers.',
      severity: 'error',
      from: { path: [`^${COMMON}/`, `^${FRONTEND}/`], pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-place-for-the-legacy-frontend',
      comment:
        'What both frontend systems share uses the APIs of the new one; legacy/ adapts it to the old one.',
      severity: 'error',
      from: {
        path: `^${FRONTEND}/`,
        pathNot: [`^${FRONTEND}/legacy/`, TESTS],
      },
      to: {
        path: 'node_modules/(@backstage/core-plugin-api|react-router(-dom)?)/',
      },
    },
    {
      name: 'no-test-helper',
      comment: 'Product code knows nothing that serves tests.',
      severity: 'error',
      from: { path: '^(plugins|packages)/[^/]+/src/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'one-place-for-sql',
      comment: 'Statements on tables stand in database/.',
      severity: 'error',
      from: {
        path: `^${BACKEND}/`,
        pathNot: [
          `^${BACKEND}/(database|wiring)/`,
          `^${BACKEND}/plugin\\.ts`,
          TESTS,
          '/faults/',
        ],
      },
      to: { path: 'node_modules/knex' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Build output of this repository's packages; other packages consist of theirs.
    exclude: {
      path: [
        '^((plugins|packages)/[^/]+|\\.)/dist/',
        '^dist-types/',
        'node_modules/\\.cache/',
      ],
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
