/** Looks for model servers on this computer, when the user asks. Loopback only, and only at their own ports. */
import type { FoundServer } from '#contract/models.ts';
import { listModels } from './list-models.ts';

const places = [
  { label: 'Ollama', port: 11_434 },
  { label: 'LM Studio', port: 1_234 },
  { label: 'vLLM', port: 8_000 },
] as const;

const PATIENCE_MS = 1_000;

const look = async (label: string, port: number, signal: AbortSignal): Promise<readonly FoundServer[]> => {
  const address = `http://127.0.0.1:${port}/v1`;
  try {
    const models = await listModels({ wire: 'compatible', label, address, key: null }, signal, PATIENCE_MS);
    return [{ label, address, models: models.map(({ name }) => name) }];
  } catch {
    // Nobody there, or somebody else: anything may listen at port 8000.
    return [];
  }
};

export const findLocalServers = async (
  signal: AbortSignal,
  where: readonly { readonly label: string; readonly port: number }[] = places,
): Promise<readonly FoundServer[]> => (await Promise.all(where.map(({ label, port }) => look(label, port, signal)))).flat();
