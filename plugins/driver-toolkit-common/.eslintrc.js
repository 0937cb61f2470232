module.exports = require('../../eslint.base')(__dirname, {
  rules: {
    // openapi-fetch names its methods after HTTP's.
    'new-cap': ['error', { capIsNewExceptionPattern: '\\.(GET|POST)$' }],
  },
});
