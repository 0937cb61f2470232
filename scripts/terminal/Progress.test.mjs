import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from './Progress.mjs';

function createStream(properties = {}) {
  return {
    text: '',
    /** @param {string} text */
    write(text) {
      this.text += text;
    },
    ...properties,
  };
}

test('without a terminal, prints begin and end on separate lines', () => {
  const stream = createStream();
  const task = new Progress(stream).start('Installing');
  task.detail('fetch step');
  task.done('Installed');
  assert.match(stream.text, /^… Installing\n✔ Installed \(0\.\d s\)\n$/);
});

test('without a terminal, prints the progress every 15 seconds', t => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
  const stream = createStream();
  const task = new Progress(stream).start('Installing');
  task.detail('\u001b[1mfetch step\u001b[22m');
  for (let second = 0; second < 31; second++) {
    t.mock.timers.tick(1_000);
  }
  task.failed();
  assert.equal(
    stream.text,
    [
      '… Installing',
      '  Installing 15 s (fetch step)',
      '  Installing 30 s (fetch step)',
      '✖ Installing (31 s)',
      '',
    ].join('\n'),
  );
});

test('on a terminal, keeps running tasks on one line', t => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] });
  const stream = createStream({ isTTY: true, columns: 60 });
  const progress = new Progress(stream);
  const install = progress.start('Installing');
  progress.start('Starting the lab').detail('x'.repeat(100));
  t.mock.timers.tick(1_000);
  const lastLine = stream.text.split('\r\u001b[2K').at(-1) ?? '';
  assert.match(
    lastLine,
    /^… Installing 1\.0 s · Starting the lab 1\.0 s \(x+$/,
  );
  assert.equal(lastLine.length, 59);

  install.done();
  assert.match(stream.text, /\r\u001b\[2K✔ Installing \(1\.0 s\)\n… Starting/);
});

test('prints nothing after its last line', () => {
  const stream = createStream();
  const progress = new Progress(stream);
  const task = progress.start('Installing');
  progress.conclude('Stopping');
  task.failed();
  progress.print('yarn was killed');
  assert.equal(stream.text, '… Installing\nStopping\n');
});
