// Asks @cloud-copilot/iam-simulate: reads one case a line, [{identity, boundary, requests}], and prints one line of verdicts each.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { runSimulation, runUnsafeSimulation } = await import(pathToFileURL(`${process.argv[2]}/node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js`));

for await (const line of createInterface({ input: process.stdin })) {
  const { identity, boundary, requests, principal, resourcePolicy } = JSON.parse(line);
  const verdicts = await Promise.all(requests.map(async ({ action, resource, context }) => {
    try {
      const simulation = {
        request: {
          principal: principal ?? 'arn:aws:iam::123456789012:role/peer',
          action,
          resource: { resource, accountId: '123456789012' },
          contextVariables: context,
        },
        identityPolicies: identity.map((policy, i) => ({ name: `p${i}`, policy })),
        permissionBoundaryPolicies: boundary ? [{ name: 'boundary', policy: boundary }] : undefined,
        resourcePolicy,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      };
      if (!resourcePolicy) return runUnsafeSimulation(simulation, {});
      const { overallResult, errors } = await runSimulation(simulation, {});
      return overallResult ?? `error: ${JSON.stringify(errors)}`;
    } catch (error) {
      return `error: ${error.message}`;
    }
  }));
  process.stdout.write(JSON.stringify(verdicts) + '\n');
}
