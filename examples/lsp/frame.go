package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxMessage is how many bytes a message may have. Editors do not give texts as large
// as that to language servers.
const maxMessage = 64 << 20

// A stream frames messages with a Content-Length, as the protocol says. It implements
// channel.Channel of jrpc2, whose own does not bound what a client may claim.
type stream struct {
	in  *bufio.Reader
	out io.Writer
}

func newStream(in io.Reader, out io.Writer) *stream {
	return &stream{bufio.NewReaderSize(in, 1<<16), out}
}

// Send writes a message.
func (s *stream) Send(message []byte) error {
	framed := append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(message)), message...)
	_, err := s.out.Write(framed)
	return err
}

// Recv reads a message. Memory grows with what arrives, not with what is claimed.
func (s *stream) Recv() ([]byte, error) {
	length := -1
	for lines := 0; ; lines++ {
		line, err := s.in.ReadSlice('\n') // which bounds the line
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0 && lines == 0:
			return nil, io.EOF
		case err != nil || lines > 20:
			return nil, errors.New("a message has a header that is none")
		}
		key, value, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), ":")
		if key == "" {
			break
		}
		if strings.EqualFold(key, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				length = -1
			}
		}
	}
	switch {
	case length < 0:
		return nil, errors.New("a message has no Content-Length")
	case length > maxMessage:
		return nil, fmt.Errorf("a message of %d bytes is too large: at most %d", length, maxMessage)
	}
	var message bytes.Buffer
	if _, err := io.CopyN(&message, s.in, int64(length)); err != nil {
		return nil, fmt.Errorf("a message ends early: %w", io.ErrUnexpectedEOF)
	}
	return message.Bytes(), nil
}

// Close does nothing: the process ends then.
func (s *stream) Close() error { return nil }
