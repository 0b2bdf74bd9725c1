/** A value of an audit entry as a person reads it: lists with commas, text as it is, the rest as JSON. */
export function auditValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.map(String).join(', ');
  return JSON.stringify(value);
}
