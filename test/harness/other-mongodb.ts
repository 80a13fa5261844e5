/** Of what a MongoDB says of itself, in bytes of its protocol: a field's kind and name. */
const WIRE_VERSION = Buffer.from('\u0010maxWireVersion\0');
const IS_PRIMARY = Buffer.from('\u0008isWritablePrimary\0');
const VERSION = Buffer.from('\u0002version\0');
/** What 5.0 speaks. */
const WIRE_VERSION_5 = Buffer.from([13, 0, 0, 0]);
const LENGTH_BYTES = 4;

/** Its answers, as if it were a 5.0. */
export function older(bytes: Buffer): Buffer {
  const spoken = withValue(bytes, WIRE_VERSION, WIRE_VERSION_5);
  return withValue(spoken, VERSION, Buffer.from('5'), LENGTH_BYTES);
}

/** Its answers, as if it took no writes. */
export const secondary = (bytes: Buffer): Buffer => withValue(bytes, IS_PRIMARY, Buffer.from([0]));

/** The same bytes, with another value in place of a field's, where they have that field. */
function withValue(bytes: Buffer, field: Buffer, value: Buffer, behind = 0): Buffer {
  const at = bytes.indexOf(field);
  if (at < 0) return bytes;
  const changed = Buffer.from(bytes);
  value.copy(changed, at + field.length + behind);
  return changed;
}
