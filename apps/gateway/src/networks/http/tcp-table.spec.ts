import { expect, it } from '@jest/globals';
import { resentIn } from './tcp-table.js';

/** As Linux 6 writes them: a listener, a line with all acknowledged, and two with bytes sent again. */
const IPV4 = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 8100 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:AFDC 01 00000000:00000000 02:00000063 00000000     0        0 8101 2 0 20 4 30 10 -1
   2: 0100007F:1F90 0B01A8C0:C001 01 00000003:00000000 01:0000001D 00000003     0        0 8102 2 0 20 4 30 10 -1
   3: 0100007F:1F90 0C01A8C0:C001 06 00000003:00000000 01:0000001D 0000000C     0        0 0 2 0 20 4 30 10 -1
`;
const IPV6 = `  sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt
   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000B01A8C0:C001 01 00000003:00000000 01:0000001D 0000000A     0        0 8102
   1: B80D0120000000000000000001000000:1F90 B80D0120000000000000000002000000:C001 01 00000003:00000000 01:0000001D 00000001     0        0 8103
`;

it('the kernel’s table names each line whose bytes are sent again, as a socket names its ends', () => {
  expect(resentIn(IPV4)).toEqual([['8080 192.168.1.11:49153', 3]]);
  expect(resentIn(IPV6)).toEqual([
    ['8080 ::ffff:192.168.1.11:49153', 10],
    ['8080 2001:db8::2:49153', 1],
  ]);
  expect(resentIn('')).toEqual([]);
});
