/** Hosts that an agent's program may reach: those of its preset, and those of addresses that the user configured. */
import { readFile } from 'node:fs/promises';
import { parseHostRule, type HostRule } from '#sandbox/host-rules.ts';
import { fromHome } from './own-folders.ts';
import type { AcpPreset } from './preset.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const FILE_MAX_CHARS = 1_000_000;

/** The host of an address, with its port where it names one or where it is this machine. */
export const hostOf = (address: string): HostRule | null => {
  const whole = /^https?:\/\//.test(address) ? address : `http://${address}`;
  if (!URL.canParse(whole)) return null;
  const { hostname, port, protocol } = new URL(whole);
  const usual = protocol === 'https:' ? 443 : 80;
  return parseHostRule(`${hostname}:${port === '' ? usual : port}`);
};

/** Whatever its form, a file of settings names addresses as texts. */
const addressesIn = async (file: string): Promise<readonly string[]> => {
  const content = await readFile(file, 'utf8').catch(() => '');
  if (content.length > FILE_MAX_CHARS) return [];
  return [...content.matchAll(/"base_?ur[il]"\s*:\s*"([^"]+)"/gi)].flatMap(([, address]) => address ?? []);
};

export const providerHosts = async (
  preset: Pick<AcpPreset, 'hosts' | 'addresses'>,
  added: readonly string[],
  environment: Environment,
): Promise<readonly HostRule[]> => {
  const files = await Promise.all(preset.addresses.files.map((file) => addressesIn(fromHome(file, environment))));
  const named = preset.addresses.variables.flatMap((name) => environment[name] ?? []);
  return [
    ...[...preset.hosts, ...added].flatMap((host) => parseHostRule(host) ?? hostOf(host) ?? []),
    ...[...files.flat(), ...named].flatMap((address) => hostOf(address) ?? []),
  ];
};
