/** Small steps on readonly records keyed by id. */

export const put = <Value>(
  record: Readonly<Record<string, Value>>,
  key: string | number,
  value: Value,
): Readonly<Record<string, Value>> => ({ ...record, [key]: value });

export const drop = <Value>(
  record: Readonly<Record<string, Value>>,
  key: string | number,
): Readonly<Record<string, Value>> => {
  const { [key]: _dropped, ...rest } = record;
  return rest;
};

/** `record` with the value at `key` changed, or as it is when there is none. */
export const change = <Value>(
  record: Readonly<Record<string, Value>>,
  key: string | number,
  step: (value: Value) => Value,
): Readonly<Record<string, Value>> => {
  const value = record[key];
  return value === undefined ? record : put(record, key, step(value));
};
