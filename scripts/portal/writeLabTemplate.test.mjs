import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeLabTemplate } from './writeLabTemplate.mjs';

test('the copy publishes only to the lab', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'template-'));
  try {
    const file = await writeLabTemplate(folder, {
      forge: 'http://127.0.0.1:3051',
      registry: '127.0.0.1:5051',
    });
    const template = await readFile(file, 'utf8');
    assert.match(template, /allowedHosts: \['127\.0\.0\.1:3051'\]/);
    assert.match(template, /default: 127\.0\.0\.1:5051\/drivers/);
    assert.doesNotMatch(template, /allowedHosts: \[github\.com\]/);
    await readFile(join(folder, 'driver-container/skeleton/Containerfile.njk'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
