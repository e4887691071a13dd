/**
 * A glob as a plain test of names. It is compiled when it is first asked, and answers yes or no: the record that picomatch
 * makes of every match costs more than the match.
 */
import picomatch from 'picomatch';

export const globTest = (glob: string, options: { readonly dot?: true; readonly nocase?: boolean }): GlobTest => {
  let expression: RegExp | undefined;
  return (name) => {
    if (name === '' || name === glob) return name !== '';
    expression ??= picomatch.makeRe(glob, options);
    return expression.test(name);
  };
};

export type GlobTest = (name: string) => boolean;
