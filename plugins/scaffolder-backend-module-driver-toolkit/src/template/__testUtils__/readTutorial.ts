/** A code block of a page. */
export interface Block {
  language: string;
  text: string;
}

/** What a reader of a tutorial does, in order. */
export interface Step extends Block {
  /** Where a file's content goes, as the block's first line says. */
  path?: string;
}

/** Reads the code blocks of a page. */
export function readTutorial(page: string): Step[] {
  return [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
    ([, language, text]) => {
      const path = /^(?:\/\/|#) ([\w./-]+\.\w+)\n/.exec(text)?.[1];
      return { language, text, ...(path && { path }) };
    },
  );
}
