import { gunzipSync, inflateRawSync } from 'node:zlib';

const ZIP_END = 0x06054b50;
const ZIP_ENTRY = 0x02014b50;
const ZIP_END_BYTES = 22;
const ZIP_ENTRY_BYTES = 46;
const ZIP_LOCAL_BYTES = 30;
const DEFLATED = 8;
const TAR_BLOCK_BYTES = 512;

/**
 * Takes one file out of a zip archive (APPNOTE 6.3: stored or deflated), by the end of its name.
 * @param {Buffer} archive
 * @param {string} nameEnd
 * @returns {Buffer | undefined}
 */
export function fromZip(archive, nameEnd) {
  const end = archive.length - ZIP_END_BYTES;
  if (end < 0 || archive.readUInt32LE(end) !== ZIP_END) return undefined;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry++) {
    if (archive.readUInt32LE(at) !== ZIP_ENTRY) return undefined;
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + ZIP_ENTRY_BYTES, at + ZIP_ENTRY_BYTES + nameBytes);
    if (name.endsWith(nameEnd)) return zipContent(archive, at);
    at +=
      ZIP_ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return undefined;
}

/** @param {Buffer} archive @param {number} entry where its entry of the directory begins */
function zipContent(archive, entry) {
  const method = archive.readUInt16LE(entry + 10);
  const packedBytes = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const start =
    local + ZIP_LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedBytes);
  return method === DEFLATED ? inflateRawSync(packed) : Buffer.from(packed);
}

/**
 * Takes one file out of a gzipped tar archive (POSIX ustar), by the end of its name.
 * @param {Buffer} archive
 * @param {string} nameEnd
 * @returns {Buffer | undefined}
 */
export function fromTarGz(archive, nameEnd) {
  const tar = gunzipSync(archive);
  for (let at = 0; at + TAR_BLOCK_BYTES <= tar.length;) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    if (name === '') return undefined;
    const bytes = Number.parseInt(tar.toString('ascii', at + 124, at + 136), 8);
    const start = at + TAR_BLOCK_BYTES;
    if (name.endsWith(nameEnd)) return Buffer.from(tar.subarray(start, start + bytes));
    at = start + Math.ceil(bytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
  }
  return undefined;
}
