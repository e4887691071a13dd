/** What an Ollama server tells of itself and its models, beside the Messages API that it speaks. */
import { createHash } from 'node:crypto';
import type { RehearsalTier } from './scenario.ts';

/** Null for what it does not serve. */
export const ollamaAnswer = (path: string, tiers: readonly RehearsalTier[]): unknown => {
  switch (path) {
    case '/':
      return 'Ollama is running';
    case '/api/version':
      return { version: VERSION };
    case '/api/tags':
      return { models: tiers.map(modelOf) };
    case '/v1/models':
      return {
        object: 'list',
        data: tiers.map(({ model }) => ({ id: model, object: 'model', created: CREATED_S, owned_by: 'library' })),
      };
    default:
      return null;
  }
};

/** The first that speaks the Messages API. */
const VERSION = '0.14.0';
const CREATED_S = 1_767_225_600;
const SIZE = 18_556_699_314;

const modelOf = ({ model }: RehearsalTier) => ({
  name: model,
  model,
  modified_at: '2026-01-01T00:00:00Z',
  size: SIZE,
  digest: createHash('sha256').update(model).digest('hex'),
  details: {
    parent_model: '',
    format: 'gguf',
    family: 'qwen3moe',
    families: ['qwen3moe'],
    parameter_size: '30.5B',
    quantization_level: 'Q4_K_M',
  },
});
