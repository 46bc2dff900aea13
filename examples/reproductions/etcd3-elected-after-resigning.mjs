// A campaign that has resigned is called elected once the leader resigns. etcd3 1.1.2.
import { Etcd3 } from 'etcd3';

const client = new Etcd3({ hosts: process.env.ETCD_ENDPOINTS });
const election = client.election('mail');
const pause = () => new Promise((resolve) => setTimeout(resolve, 1_000));
const leader = election.campaign('c1');
await leader.wait();
const second = election.campaign('c2');
const after = [];
await pause();
await second.resign();
second.on('elected', () => after.push('elected'));
await leader.resign();
await pause();
console.log(`events of the campaign after it has resigned: ${after.join() || 'none'}`);
process.exit();
