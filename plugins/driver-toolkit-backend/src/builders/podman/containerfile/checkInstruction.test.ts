import { checkInstruction, type InstructionRules } from './checkInstruction';
import { readInstructions } from './readInstructions';

const OPEN: InstructionRules = {
  open: ['links', 'caches'],
  hereDocuments: false,
  volumes: false,
  where: "On builder 'one'",
};
const HELD: InstructionRules = { ...OPEN, open: [], hereDocuments: true };

function check(text: string, rules = OPEN) {
  for (const instruction of readInstructions(`FROM base\n${text}`)) {
    checkInstruction(instruction, rules);
  }
}

describe('checkInstruction', () => {
  it.each([
    'RUN make',
    'RUN --mount=type=secret,id=key \\\n  --mount=type=bind,target=/src make',
    'RUN --network=none ls --mount=type=cache "--mount=$X"',
    'COPY --from=builder --chown=${USER}:0 /a "/b c"',
    'COPY --from=quay.io/team/image:1@sha256:0123 /a /b',
    'COPY --from=registry.example.com:5000/docker:27 /a /b',
    'ADD --chmod=0755 https://example.com/a /b',
    'ENV X=mount=type=cache',
    'ONBUILD RUN --mount=type=secret,id=key make',
  ])('lets %j through', text => {
    expect(() => check(text)).not.toThrow();
    expect(() => check(text, HELD)).not.toThrow();
  });

  it.each([
    [
      'RUN --mount=type=bind,from=other,target=/in ls',
      "Line 2 has `--mount=type=bind,from=other,target=/in`. On builder 'one', that could lead a step to folders of the build host",
    ],
    ['RUN --mount=type=cache,target=/in ls', 'leave out its cache mounts'],
    [
      'ONBUILD RUN --mount=type=cache,target=/in ls',
      'leave out its cache mounts',
    ],
    ['RUN --network=none --mount=target=/a,rw ls', 'copy from a stage'],
  ])('refuses %j if it leads to the host', (text, problem) => {
    expect(() => check(text)).toThrow(problem);
    expect(() => check(text, HELD)).not.toThrow();
  });

  // podman drops quotes and backslashes within options, and replaces variables.
  it.each([
    'RUN --mount="type=cache" ls',
    "RUN --'mount'=type=cache ls",
    'RUN --mo\\unt=type=cache ls',
    'RUN --$X ls',
    'RUN --mou${E}nt=type=cache ls',
    'RUN --${Q:-mount}=type=cache ls',
    'RUN --mount=type=${X} ls',
    'RUN --MOUNT=type=cache ls',
    'RUN --network=none --$X ls',
    'RUN --mount=type=cache\u00a0--mount ls',
    'RUN --mount=type=secret,id=`x` ls',
    'ONBUILD RUN --$X ls',
    'COPY --from=$X /a /b',
    'COPY --fr"om"=x /a /b',
    'COPY --from="x" /a /b',
  ])('refuses %j for all builders', text => {
    expect(() => check(text)).toThrow('has an ambiguous');
    expect(() => check(text, HELD)).toThrow('has an ambiguous');
  });

  // podman opens, and so creates, the named storage before it fails.
  it.each([
    'containers-storage:localhost/x',
    'Containers-Storage:x',
    'dir:/srv/images',
    'oci:/srv/images:x',
    'docker-archive:/srv/x.tar',
    'tarball:/etc',
  ])('refuses to read from %s', from => {
    for (const text of [
      `COPY --from=${from} /a /b`,
      `RUN --mount=from=${from},target=/a ls`,
      `ONBUILD COPY --from=${from} /a /b`,
    ]) {
      expect(() => check(text, HELD)).toThrow(
        `Line 2 reads from ${from}, which is neither a stage nor an image of a registry`,
      );
    }
    expect(() =>
      check('COPY --from=containers-storage:[overlay@/a+/b]x /a /b', HELD),
    ).toThrow('has an ambiguous');
  });

  it('refuses volumes unless the operator allows them', () => {
    for (const text of ['VOLUME /a', 'VO\\\n\nLUME $P', 'ONBUILD VOLUME /a']) {
      expect(() => check(text)).toThrow('Line 2 has a VOLUME');
      expect(() => check(text, HELD)).toThrow('Line 2 has a VOLUME');
      expect(() => check(text, { ...HELD, volumes: true })).not.toThrow();
    }
  });

  it.each(['ONBUILD FROM x', 'ONBUILD ONBUILD RUN x', 'ONBUILD MAINTAINER x'])(
    'refuses %s',
    text => {
      expect(() => check(text, HELD)).toThrow('in an ONBUILD: leave it out');
    },
  );

  it('refuses here-documents if podman would run them', () => {
    const text = 'RUN <<A\nls\nA';
    expect(() => check(text)).toThrow('podman does not support them');
    expect(() => check(text, HELD)).not.toThrow();
  });
});
