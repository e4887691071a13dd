/** Ends a `switch` over a closed union: the compiler refuses a forgotten variant, and a bug at run time names it. */
export const unreachable = (value: never): never => {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
};
