import type { Connectability, UserId } from '@liaison/domain';
import type { Viewer } from './viewer.js';

/** Params of `connectability` up to the number, which differs for each terminal. */
export function deltaHead(user: UserId, state: Connectability): string {
  return `{"user":"${user}","state":"${state}","n":`;
}

/** Params of `snapshot`: what the viewer is told now, in document order. */
export function snapshotParams(viewer: Viewer): string {
  const { targets, told } = viewer;
  let contacts = '';
  for (let place = 0; place < targets.length; place++) {
    const comma = place === 0 ? '' : ',';
    contacts += `${comma}["${targets[place]?.user}","${told[place]}"]`;
  }
  const pending = JSON.stringify(viewer.pending);
  return (
    `{"revision":${viewer.shownRevision},"contacts":[${contacts}],` +
    `"self":${viewer.selfText},"pending":${pending}}`
  );
}
