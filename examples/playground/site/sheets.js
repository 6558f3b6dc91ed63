// CodeMirror writes its styles into a <style> of the document's head, which the
// page's policy forbids; where there is no head, as in a shadow tree, it makes a
// constructed style sheet, which the policy allows. It decides once per document:
// so it is asked while the head is out of its sight.
import {StyleModule} from 'style-mod';

Object.defineProperty(document, 'head', {value: null, configurable: true});
StyleModule.mount(document, new StyleModule({'.leadqual-none': {}}));
delete document.head;
