// Reads AsyncAPI documents with AsyncAPI's own parser.
//
// The arguments are their files. What is wrong goes to the errors, a line for each; otherwise a line for each document names its
// channels and says how many messages there are.
import { Parser } from '@asyncapi/parser';
import { readFile } from 'node:fs/promises';

const parser = new Parser();
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await parser.parse(await readFile(file, 'utf8'));
  const wrong = diagnostics.filter(({ severity }) => severity <= 1); // errors and warnings, not hints
  wrong.forEach(({ path, message }) => console.error(`${file}: ${path.join('/')}: ${message}`));
  if (!document || wrong.length > 0) process.exit(1);
  const channels = document.channels().all().map(channel => channel.id());
  console.log(`${channels.join(' ')} ${document.allMessages().all().length}`);
}
