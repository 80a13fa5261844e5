import { fnv1a32 } from '@liaison/contracts';

/**
 * Who of the members owns a partition: the one with the highest hash of `id:p`. So when a member
 * comes or goes, only its own share moves. Undefined: there are no members.
 */
export function ownerOf(partition: number, members: Iterable<string>): string | undefined {
  let owner: string | undefined;
  let highest = -1;
  for (const id of members) {
    const weight = mix(fnv1a32(`${id}:${partition}`));
    if (weight > highest || (weight === highest && owner !== undefined && id > owner)) {
      owner = id;
      highest = weight;
    }
  }
  return owner;
}

/** The finish of MurmurHash3: FNV alone differs too little between neighbours to share evenly. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
