// What stands on the page as the part of a link behind #: version 1, then JSON,
// deflated, in the letters of URLs.

const largest = 2 << 20; // bytes, so that a link cannot fill the memory

export async function encode(state) {
  const text = JSON.stringify([state.rules, state.leads, state.asOf]);
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return '1' + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// decode throws where the text is not of encode's making.
export async function decode(text) {
  if (text[0] !== '1') throw new Error('it is of another version');
  const binary = atob(text.slice(1).replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    if ((size += value.length) > largest) {
      await reader.cancel();
      throw new Error('it holds too much');
    }
    parts.push(value);
  }
  const got = JSON.parse(await new Blob(parts).text());
  if (!Array.isArray(got) || got.length !== 3 || got.some((v) => typeof v !== 'string')) throw new Error('it holds something else');
  return {rules: got[0], leads: got[1], asOf: got[2]};
}
