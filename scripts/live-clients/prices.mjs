// What the npm package @pydantic/genai-prices says that a call costs, in nano-USD.
import { createRequire } from 'node:module';
import path from 'node:path';

let calcPrice;

export function loadPrices(folder) {
  ({ calcPrice } = createRequire(path.join(folder, 'prices', 'anchor.js'))('@pydantic/genai-prices'));
}

/**
 * @param models names to try in turn: the model that answered, then the one that was asked for
 * @returns null if the package knows no price
 */
export function priceOf({ tokens, provider, models, at }) {
  const usage = {
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    cache_read_tokens: tokens.cachedInput,
    cache_write_tokens: tokens.cacheWrite,
    output_reasoning_tokens: tokens.reasoning,
  };
  for (const providerId of provider ? [provider, undefined] : [undefined]) {
    for (const model of models.filter(Boolean)) {
      const found = calcPrice(usage, model, { providerId, timestamp: new Date(at) });
      if (found) return halfEven(found.total_price * 1e9);
    }
  }
  return null;
}

export const nano = (usd) => Math.round(usd * 1e9);

export const usd = (nanoUsd) => (nanoUsd / 1e9).toFixed(9);

function halfEven(value) {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (Math.abs(rest - 0.5) < 1e-6) return floor % 2 === 0 ? floor : floor + 1;
  return Math.round(value);
}
