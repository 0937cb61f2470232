module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // openapi-fetch names its methods after HTTP's.
    'new-cap': ['error', { capIsNewExceptionPattern: '\\.(GET|POST)$' }],
  },
});
