// What stands on the page as the part of a link behind #: its version, then
// JSON, deflated, in the letters of URLs. Version 1 was a list of rules, leads
// and the instant; version 2 is an object, which holds the other files too.

const largest = 4 << 20; // bytes, so that a link cannot fill the memory
const known = ['rules', 'other', 'leads', 'map', 'cases', 'asOf', 'name'];

export async function encode(state) {
  const text = JSON.stringify(Object.fromEntries(known.filter((k) => state[k]).map((k) => [k, state[k]])));
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return '2' + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// decode throws where the text is not of encode's making.
export async function decode(text) {
  if (text[0] !== '1' && text[0] !== '2') throw new Error('it is of another version');
  const got = await unpack(text.slice(1));
  if (text[0] === '1') {
    if (!Array.isArray(got) || got.length !== 3 || got.some((v) => typeof v !== 'string')) throw new Error('it holds something else');
    return {...empty(), rules: got[0], leads: got[1], asOf: got[2]};
  }
  if (got === null || typeof got !== 'object' || Array.isArray(got)) throw new Error('it holds something else');
  for (const [key, value] of Object.entries(got)) {
    if (!known.includes(key) || typeof value !== 'string') throw new Error('it holds something else');
  }
  return {...empty(), ...got};
}

// empty is a state with nothing in it.
export const empty = () => Object.fromEntries(known.map((k) => [k, '']));

// unpack says in words what a browser says in its own.
async function unpack(letters) {
  try {
    return JSON.parse(await inflate(letters));
  } catch (e) {
    throw e.ours ? e : new Error('a part of it is missing or has been changed');
  }
}

async function inflate(letters) {
  const binary = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) break;
    if ((size += value.length) > largest) {
      await reader.cancel();
      throw Object.assign(new Error('it holds too much'), {ours: true});
    }
    parts.push(value);
  }
  return new Blob(parts).text();
}
