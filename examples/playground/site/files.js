// Files that are dropped on the page or chosen: read as text, and refused with
// a word where they are none.

const largest = 8 << 20; // bytes; more leads than that are no work for a page

// read gives the text of a file, or throws what is wrong with it.
export async function read(file) {
  if (file.size > largest) throw new Error(`${file.name} has ${(file.size / (1 << 20)).toFixed(1)} MB; the page takes ${largest >> 20}`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0xFF && bytes[1] === 0xFE || bytes[0] === 0xFE && bytes[1] === 0xFF) throw new Error(`${file.name} is UTF-16; save it as UTF-8`);
  if (bytes.subarray(0, 4096).includes(0)) throw new Error(`${file.name} is no text`);
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    throw new Error(`${file.name} is not UTF-8; save it as that`);
  }
}

// tabOf says where a file belongs by its name, else where it was dropped.
export function tabOf(name, here) {
  if (/\.(csv|tsv|jsonl|ndjson)$/i.test(name)) return 'leads';
  if (/cases\.json$/i.test(name)) return 'cases';
  if (/\bmap(ping)?\.json$/i.test(name)) return 'map';
  return here;
}

// dropping calls take with what is dropped on an element.
export function dropping(root, take) {
  let within = 0;
  const has = (e) => e.dataTransfer?.types.includes('Files');
  const mark = (by) => {
    within = by === 0 ? 0 : within + by;
    root.classList.toggle('dropping', within > 0);
  };
  root.addEventListener('dragenter', (e) => { if (has(e)) mark(1); }, true);
  root.addEventListener('dragleave', (e) => { if (has(e)) mark(-1); }, true);
  root.addEventListener('dragover', (e) => { if (has(e)) e.preventDefault(); }, true);
  root.addEventListener('drop', (e) => {
    if (!has(e)) return;
    e.preventDefault();
    e.stopPropagation(); // from the editor, which would insert it as it is
    mark(0);
    if (e.dataTransfer.files.length) take([...e.dataTransfer.files]);
  }, true);
}
