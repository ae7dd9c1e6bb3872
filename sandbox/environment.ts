/** The variables a command sees: a short list, nothing inherited by accident. */
import type { Place } from './place.ts';
import type { SandboxPolicy } from './policy.ts';

const passed = /^(LANG|LC_[A-Z]+|LANGUAGE|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI|EDITOR|PAGER|COLUMNS|LINES|SWITCHYARD_PORT\w*)$/;

/** Settings for git inside: housekeeping would write where it may not, and background work would be cut off. */
const gitSettings: Readonly<Record<string, string>> = { 'gc.auto': '0', 'maintenance.auto': 'false' };

const gitVariables = (): Record<string, string> => {
  const entries = Object.entries(gitSettings);
  const pairs = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(pairs) };
};

/** How programs find the door to the outside. Those that ignore these variables have no network. */
export const proxyVariables = (port: number): Record<string, string> => {
  const http = `http://127.0.0.1:${port}`;
  const socks = `socks5h://127.0.0.1:${port}`;
  const inner = 'localhost,127.0.0.1,::1';
  return {
    ...{ HTTP_PROXY: http, HTTPS_PROXY: http, http_proxy: http, https_proxy: http, ALL_PROXY: socks, all_proxy: socks },
    ...{ NO_PROXY: inner, no_proxy: inner, NODE_USE_ENV_PROXY: '1' },
  };
};

export const commandEnvironment = (policy: SandboxPolicy, place: Place, temporary: string): Record<string, string> => {
  const home = place.homes[0] ?? temporary;
  const cache = `${temporary}/.cache`;
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(place.environment)) {
    if (value !== undefined && (passed.test(name) || policy.variables.includes(name))) given[name] = value;
  }
  return {
    PATH: place.environment['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    USER: place.userName,
    LOGNAME: place.userName,
    SHELL: place.programs.bash ?? '/bin/sh',
    TERM: 'dumb',
    TMPDIR: temporary,
    // Package managers keep their caches in the home, which is empty and not kept.
    ...{ XDG_CACHE_HOME: cache, npm_config_cache: `${cache}/npm`, npm_config_update_notifier: 'false', PIP_CACHE_DIR: `${cache}/pip` },
    ...gitVariables(),
    // A status in a repository that cannot be written need not refresh its index.
    ...(policy.name === 'read-only' ? { GIT_OPTIONAL_LOCKS: '0' } : {}),
    ...given,
    ...place.added,
  };
};
