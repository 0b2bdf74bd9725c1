import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The plainest server there is: one constant page of as many bytes as its argument says, to every request.
const page = Buffer.alloc(Number(process.argv[2]), 'x');
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': page.length });
  response.end(page);
});
server.listen(0, '127.0.0.1', () => console.log(`SANDBOX=http://127.0.0.1:${(server.address() as AddressInfo).port}`));
