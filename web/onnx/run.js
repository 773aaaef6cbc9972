// Runs a model on inputs given as JSON and prints its outputs as JSON: { model, inputs: { name: { type, dims, data } } } from standard input.
// Numbers are printed with all their digits; 64-bit whole numbers of policies are small enough for them.
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { model, inputs } = JSON.parse(readFileSync(0, 'utf8'));
const session = await InferenceSession.create(model, { logSeverityLevel: 4 });
const feeds = {};
for (const [name, { type, dims, data }] of Object.entries(inputs)) {
  feeds[name] = new Tensor(type, type === 'int64' ? BigInt64Array.from(data, BigInt) : Float64Array.from(data), dims);
}

const outputs = {};
for (const [name, { dims, data }] of Object.entries(await session.run(feeds))) {
  outputs[name] = { dims, data: Array.from(data, Number) };
}

process.stdout.write(JSON.stringify(outputs));
