package main

import "path"

// documentID names one in the parameters of most methods.
type documentID struct {
	TextDocument struct {
		URI     location `json:"uri"`
		Version int32    `json:"version"`
	} `json:"textDocument"`
}

func (s *server) didOpen(c *call) (any, error) {
	var params struct {
		TextDocument struct {
			URI        location `json:"uri"`
			LanguageID string   `json:"languageId"`
			Version    int32    `json:"version"`
			Text       string   `json:"text"`
		} `json:"textDocument"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	of := &params.TextDocument
	file, ok := pathOf(of.URI)
	if !ok || path.Ext(file) != ".json" && of.LanguageID != language {
		return nil, nil
	}
	s.mu.Lock()
	d := &document{uri: of.URI, version: of.Version, text: newText(of.Text, s.client.utf8), told: of.LanguageID == language}
	s.place(d, file)
	s.documents[of.URI] = d
	delete(d.folder.marks, d.name)
	f := d.folder
	s.mu.Unlock()
	s.refresh(f)
	s.check(f, 0)
	return nil, nil
}

func (s *server) didChange(c *call) (any, error) {
	defer s.made.Add(1) // also of a document that is not looked at
	var params struct {
		documentID
		ContentChanges []change `json:"contentChanges"`
	}
	if err := c.read(&params); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.documents[params.TextDocument.URI]
	if d == nil {
		return nil, nil
	}
	f := d.folder
	f.giveUp()
	d.version = params.TextDocument.Version
	at := 0
	for _, change := range params.ContentChanges {
		var done splice
		d.text, done = d.text.apply(change)
		f.marks[d.name] = moved(f.marks[d.name], done)
		at = done.from + done.n
	}
	go s.atOnce(d.uri, d.version, at)
	s.later(f, pause)
	return nil, nil
}

func (s *server) didClose(c *call) (any, error) {
	var params documentID
	if err := c.read(&params); err != nil {
		return nil, err
	}
	s.mu.Lock()
	d := s.documents[params.TextDocument.URI]
	if d == nil {
		s.mu.Unlock()
		return nil, nil
	}
	delete(s.documents, d.uri)
	f := d.folder
	s.tell(d.uri, nil, nil, nil)
	delete(f.published, d.name)
	delete(f.marks, d.name)
	unused := s.outside[f.dir] == f
	for _, other := range s.documents {
		unused = unused && other.folder != f
	}
	if unused {
		delete(s.outside, f.dir)
		s.leave(f)
	}
	s.mu.Unlock()
	if !unused {
		s.refresh(f)
		s.check(f, 0)
	}
	return nil, nil
}

// didChangeWatchedFiles looks at the disk again, whatever has changed there.
func (s *server) didChangeWatchedFiles(*call) (any, error) {
	s.mu.Lock()
	all := s.all()
	s.mu.Unlock()
	for _, f := range all {
		s.check(f, pause) // which reads what has changed
	}
	return nil, nil
}

// leave closes a folder, and takes back what was said of it. The caller holds s.mu.
func (s *server) leave(f *folder) {
	for name := range f.published {
		t, d := s.textOf(f, name)
		s.publish(f, name, t, d, nil)
	}
	f.close()
}
