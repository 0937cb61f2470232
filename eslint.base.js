const factory = require('@backstage/cli/config/eslint-factory');

/** The lint rules of every package, beside Backstage's own. */
module.exports = (folder, { rules, overrides = [], ...options } = {}) =>
  factory(folder, {
    ...options,
    restrictedSyntax: [
      {
        selector:
          "BinaryExpression[operator='instanceof'][right.name='BuildFailedError']",
        message:
          'A module may have its own copy of driver-toolkit-node; use BuildFailedError.is(error).',
      },
    ],
    rules: {
      'import/order': [
        'error',
        {
          groups: [
            'builtin',
            'external',
            'internal',
            'parent',
            'sibling',
            'index',
          ],
          'newlines-between': 'never',
          alphabetize: { order: 'asc', caseInsensitive: true },
        },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: false }],
      ...rules,
    },
    overrides: [
      { files: ['*.generated.ts'], rules: { 'max-lines': 'off' } },
      ...overrides,
    ],
  });
