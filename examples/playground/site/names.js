// What keys do with the name at the cursor: go to where it is declared, list its
// uses, rename it; and what mends a mistake there.
import {askText, choose} from './dialog.js';
import {notice} from './dom.js';

// commands are CodeMirror's keys of a file. The page gives go(range) and
// edit(edits), which know of all files.
export function commands(near, file, page) {
  const at = (view, f) => { f(view.state.selection.main.head, view); return true; };
  return [
    {key: 'F12', run: (view) => at(view, (offset) => definition(near, file, offset, page))},
    {key: 'Shift-F12', run: (view) => at(view, (offset, view) => uses(near, file, offset, view, page))},
    {key: 'F2', run: (view) => at(view, (offset, view) => rename(near, file, offset, view, page))},
    {key: 'Mod-.', run: (view) => at(view, (_, view) => mend(file, view, page))},
  ];
}

async function definition(near, file, offset, page) {
  const {ranges} = await near.ask('definition', {file, offset});
  if (ranges?.length) page.go(ranges[0]); else notice('Nothing at the cursor is declared in these texts.');
}

async function uses(near, file, offset, view, page) {
  const {ranges} = await near.ask('uses', {file, offset});
  choose({
    title: 'Uses', none: 'Nothing at the cursor is used elsewhere.', after: () => view.focus(),
    items: (ranges ?? []).slice(0, 200).map((r) => ({...page.place(r), do: () => page.go(r)})),
  });
}

async function rename(near, file, offset, view, page) {
  const [{title, from, to}, {ranges}] = await Promise.all([near.ask('hover', {file, offset}), near.ask('definition', {file, offset})]);
  if (!ranges?.length) {
    notice('The cursor is not at a name that these texts declare.');
    return;
  }
  const name = view.state.sliceDoc(from, to);
  askText({
    title: `Rename ${title ?? name}`, label: 'New name', value: name, done: 'Rename', after: () => view.focus(),
    give: async (to) => {
      const {edits, failure} = await near.ask('rename', {file, offset, to});
      if (failure || !edits) return failure ?? 'it cannot be renamed';
      page.edit(edits);
      return '';
    },
  });
}

function mend(file, view, page) {
  const {from, to} = view.state.selection.main, line = view.state.doc.lineAt(from);
  const here = (p) => p.actions && (p.from <= to && p.to >= from || p.from >= line.from && p.from <= line.to);
  const items = page.mistakes(file).filter(here).flatMap((p) => p.actions.map((a) => ({title: a.title, about: p.message, do: () => page.edit(a.edits)})));
  choose({title: 'Mend', none: 'Nothing on this line has a mending that is known.', items, after: () => view.focus()});
}
