package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// TestStop asks the service to stop while a request is half sent: it gets its
// answer, new ones are refused, and the service ends well.
func TestStop(t *testing.T) {
	service := launch(t, testdb.SQLite(t), nil)
	addr := strings.TrimPrefix(service.url, "http://")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"id": "L-1"}`
	fmt.Fprintf(conn, "POST /v1/leads HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", addr, len(body), body[:5])
	time.Sleep(100 * time.Millisecond)
	service.Process.Signal(syscall.SIGTERM)
	for range 100 { // until it no longer listens
		other, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		other.Close()
		time.Sleep(10 * time.Millisecond)
	}
	io.WriteString(conn, body[5:])
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || response.StatusCode != http.StatusCreated {
		t.Errorf("the request under way: %v, %v", response, err)
	}
	conn.Close()
	select {
	case err := <-service.exited:
		if err != nil || !strings.Contains(service.log.String(), "stopping") {
			t.Errorf("%v\n%s", err, service.log)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not stop")
	}
}

// A service that has run for longer than it may take to stop has all of that time
// when it is asked to stop.
func TestStopOfAnOldService(t *testing.T) {
	o, err := parse([]string{"-addr", "127.0.0.1:0", "-db", testdb.SQLite(t)}, func(name string) string { return map[string]string{"CRM_TOKEN": testToken}[name] }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	o.grace = time.Second
	ctx, stop := context.WithCancel(t.Context())
	out, stdout := io.Pipe()
	var log bytes.Buffer
	served := make(chan error, 1)
	go func() { served <- serve(ctx, o, stdout, &log) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	addr := strings.TrimPrefix(strings.TrimSpace(line), "http://")
	time.Sleep(o.grace + 200*time.Millisecond)

	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/leads HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"id\":", addr)
	time.Sleep(100 * time.Millisecond)
	stop()
	time.Sleep(100 * time.Millisecond)
	io.WriteString(conn, ` "L-1"}`)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || response.StatusCode != http.StatusCreated {
		t.Errorf("the request under way: %v, %v", response, err)
	}
	conn.Close()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if strings.Contains(log.String(), `"close"`) {
		t.Errorf("what was counted is lost:\n%s", &log)
	}
}

// TestPagesWithoutBrowser looks for what every page has to show.
func TestPagesWithoutBrowser(t *testing.T) {
	service := launch(t, testdb.SQLite(t), nil, "-demo")
	for _, p := range pagesToLookAt {
		response, err := http.Get(service.url + p.path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		want := http.StatusOK
		if p.path == "/leads/nobody" {
			want = http.StatusNotFound
		}
		if response.StatusCode != want || !strings.Contains(response.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: status %d, %v", p.path, response.StatusCode, response.Header)
		}
		for _, want := range p.want {
			if !strings.Contains(html.UnescapeString(string(text)), want) {
				t.Errorf("%s does not show %q", p.path, want)
			}
		}
		if strings.Contains(string(text), "<script") {
			t.Errorf("%s has a script", p.path)
		}
	}
}

// A backup that is made while leads come in is a database of one moment, for its owner
// only; what it holds is served again.
func TestBackup(t *testing.T) {
	file := testdb.SQLite(t)
	service := launch(t, file, nil)
	post := func(url, id string) int {
		t.Helper()
		response, err := http.Post(url+"/v1/leads", "application/json", strings.NewReader(fmt.Sprintf(`{"id": %q}`, id)))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	post(service.url, "first")
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				post(service.url, fmt.Sprint("L-", i))
			}
		}
	}()
	backup := file + ".backup"
	for range 2 { // the second finds that there is a file
		err := run(t.Context(), []string{"-db", file, "-backup", backup}, func(string) string { return "" }, io.Discard, io.Discard)
		if _, there := os.Stat(backup + ".once"); (err == nil) != (there != nil) {
			t.Fatalf("backup: %v", err)
		}
		if err := os.WriteFile(backup+".once", nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	<-stopped
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want it for its owner only", info, err)
	}
	restored := launch(t, backup, nil)
	if status := post(restored.url, "new"); status != http.StatusCreated {
		t.Errorf("a new lead: status %d", status)
	}
	if status := post(restored.url, "first"); status != http.StatusConflict {
		t.Errorf("a lead from before the backup: status %d", status)
	}
	if err := run(t.Context(), []string{"-db", file + ".none", "-backup", backup + "2"}, func(string) string { return "" }, io.Discard, io.Discard); err == nil {
		t.Error("a backup of nothing")
	}
}
