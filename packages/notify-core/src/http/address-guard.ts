import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DeliveryError } from '../errors.js';

/** Special-purpose ranges of the IANA registries, IPv4 and IPv6: nothing there is a public receiver. */
const special = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  '::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10',
  'fec0::/10 ff00::/8',
]
  .join(' ')
  .split(' ');
/** Where clouds keep the credentials of the machine: never dialled, whatever is allowed. Azure's address looks public. */
const metadata = [
  ...['169.254.169.254', '64:ff9b::a9fe:a9fe', 'fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16'],
  ...['169.254.170.2', '169.254.170.23', 'fd00:ec2::23'],
];

/** Decides which addresses may be dialled: public ones, and those that `allow` lists. */
export interface AddressGuard {
  /** Why this host must not be dialled, at `address` where that is known; a name without an address is left to the lookup. */
  refuse(host: string, plain: boolean, address?: string): DeliveryError | undefined;
  /** A `dns.lookup` that hands back only checked addresses, so that the address checked is the address dialled. */
  lookup(plain: boolean): LookupFunction;
}

/** `dns.lookup`, asked for all addresses. */
export type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * `allow`: addresses (`127.0.0.1`), ranges (`10.0.0.0/8`) and host names that are let through besides public addresses.
 * `plain` stands for unencrypted http, which is accepted for listed addresses only.
 */
export function addressGuard(allow: readonly string[] = [], resolve: Resolve = lookup): AddressGuard {
  for (const entry of allow) assertEntry(entry);
  const blocked = listOf([...special, ...metadata]);
  const allowed = listOf(allow.filter(isAddress));
  const never = listOf(metadata);
  const names = new Set(allow.filter(entry => !isAddress(entry)).map(entry => entry.toLowerCase()));

  const refuse: AddressGuard['refuse'] = (host, plain, address = bare(host)) => {
    if (!isIP(address)) return undefined;
    if (contains(never, address))
      return refusal(host, `${address} is where clouds keep their credentials and is never dialled`);
    if (names.has(bare(host)) || contains(allowed, address)) return undefined;
    if (contains(blocked, address)) return refusal(host, `${address} is not a public address; ${remedy(host)}`);
    return plain
      ? refusal(host, `plain http is accepted for listed addresses only; use https, or ${remedy(host)}`)
      : undefined;
  };
  const guardedLookup: AddressGuard['lookup'] = plain => (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '');
      // One bad answer refuses all: names that mix public and private answers are how rebinding looks.
      const refused = addresses.map(({ address }) => refuse(host, plain, address)).find(Boolean);
      if (refused) return done(refused, '');
      if (options.all) return done(null, addresses);
      const [first] = addresses as [LookupAddress];
      done(null, first.address, first.family);
    });
  };
  return { refuse, lookup: guardedLookup };
}

const refusal = (host: string, why: string) =>
  new DeliveryError('misconfigured', `${bare(host)} was not called: ${why}`);
const remedy = (host: string) => `to allow it: network: { allow: ["${bare(host)}"] }`;
const bare = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase();
/** 4, 6, or 0 where it is no address; one that is bound to an interface (`fe80::1%eth0`) cannot be listed. */
const versionOf = (address: string) => (address.includes('%') ? 0 : isIP(address));
const isAddress = (entry: string) => versionOf(parts(entry)[0]) !== 0;

/** An address, and the bits of its range where it is one. */
function parts(entry: string): [address: string, bits?: string] {
  const slash = entry.indexOf('/');
  return slash < 0 ? [entry] : [entry.slice(0, slash), entry.slice(slash + 1)];
}

/** URLs take a host whose last label is a number for an IPv4 address. */
const hostName = /^([a-z0-9_-]+\.)*(?!(\d+|0x[0-9a-f]*)$)[a-z0-9_-]+$/i;

/** Whether `allow` takes it: an address, a range, or a host name. */
export function isAllowEntry(entry: string): boolean {
  const [address, bits] = parts(entry);
  const version = versionOf(address);
  if (version === 0) return hostName.test(entry);
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}

function assertEntry(entry: string): void {
  if (isAllowEntry(entry)) return;
  throw new TypeError(`network.allow: "${entry}" is not an address, a range such as 10.0.0.0/8, or a host name`);
}

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address, bits] = parts(entry);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** A BlockList knows an IPv4 address in its IPv6 spellings too (`::ffff:7f00:1` is 127.0.0.1), but no interface. */
const contains = (list: BlockList, address: string) =>
  list.check(address.replace(/%.*$/, ''), isIP(address) === 6 ? 'ipv6' : 'ipv4');
